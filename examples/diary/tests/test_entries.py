def test_a_new_diary_is_empty(ada):
    assert b"Nothing written yet." in ada.get("/").data


def test_an_entry_is_listed_once_written(ada):
    response = ada.post(
        "/entries", data={"title": "Monday", "body": "It rained."}, follow_redirects=True
    )

    assert b"Monday" in response.data
    assert b"It rained." in response.data


def test_the_newest_entry_stands_first(ada):
    for title in ("Monday", "Tuesday"):
        ada.post("/entries", data={"title": title})

    page = ada.get("/").text
    assert page.index("Tuesday") < page.index("Monday")


def test_an_entry_without_title_keeps_what_was_typed(ada):
    response = ada.post("/entries", data={"title": " ", "body": "It rained."})

    assert response.status_code == 400
    assert b"It rained." in response.data


def test_markup_in_an_entry_is_shown_as_text(ada):
    ada.post("/entries", data={"title": "<script>alert(1)</script>"})

    assert "<script>" not in ada.get("/").text


def test_an_entry_can_be_deleted(ada):
    ada.post("/entries", data={"title": "Monday"})

    assert ada.post("/entries/1/delete").status_code == 302
    assert b"Monday" not in ada.get("/").data


def test_nobody_sees_or_deletes_the_entry_of_another(ada, bob):
    ada.post("/entries", data={"title": "Monday"})

    assert b"Monday" not in bob.get("/").data
    assert bob.post("/entries/1/delete").status_code == 404
    assert b"Monday" in ada.get("/").data


def test_a_visitor_cannot_write(visitor):
    assert visitor.post("/entries", data={"title": "Monday"}).headers["Location"] == "/login"
