import sqlite3
from contextlib import closing

import pytest

ADA = {"name": "ada", "password": "ada has a password"}


def test_a_visitor_is_sent_to_sign_in(visitor):
    assert visitor.get("/").headers["Location"] == "/login"


def test_registering_signs_in(visitor):
    response = visitor.post("/register", data=ADA, follow_redirects=True)

    assert response.request.path == "/"
    assert b"Sign out" in response.data


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"name": "  ", "password": "long enough"}, b"Choose a name."),
        ({"name": "ada", "password": "short"}, b"at least 8 characters"),
        ({}, b"Choose a name."),
    ],
)
def test_registering_says_what_is_missing(visitor, form, reason):
    response = visitor.post("/register", data=form)

    assert response.status_code == 400
    assert reason in response.data


def test_a_name_is_taken_whatever_its_case(ada, visitor):
    response = visitor.post("/register", data=ADA | {"name": "ADA"})

    assert response.status_code == 400
    assert b"That name is taken." in response.data


def test_signing_in_with_the_right_password(ada, visitor):
    assert visitor.post("/login", data=ADA).headers["Location"] == "/"


@pytest.mark.parametrize("wrong", [{"password": "bob has a password"}, {"name": "eve"}])
def test_a_refusal_does_not_say_what_was_wrong(ada, visitor, wrong):
    response = visitor.post("/login", data=ADA | wrong)

    assert response.status_code == 401
    assert b"Name or password is wrong." in response.data


def test_signing_out_ends_the_session(ada):
    ada.post("/logout")

    assert ada.get("/").headers["Location"] == "/login"


def test_the_password_itself_is_not_stored(ada, database):
    with closing(sqlite3.connect(database)) as db:
        [(stored,)] = db.execute("SELECT password FROM account")

    assert stored.startswith("scrypt:")
    assert ADA["password"] not in stored
