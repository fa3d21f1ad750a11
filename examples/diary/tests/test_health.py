def test_health_is_ok_with_a_working_database(visitor):
    response = visitor.get("/health")

    assert response.status_code == 200
    assert response.json == {"status": "ok"}


def test_health_fails_when_the_database_is_gone(visitor, database):
    database.unlink()

    assert visitor.get("/health").status_code == 503


def test_the_stylesheet_is_served(visitor):
    response = visitor.get("/static/diary.css")

    assert response.status_code == 200
    assert response.mimetype == "text/css"
