"""Registering, signing in and out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache, wraps

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from werkzeug.security import check_password_hash, generate_password_hash
from werkzeug.wrappers import Response

from app.database import connection

SHORTEST_PASSWORD = 8

pages = Blueprint("accounts", __name__)


def signed_in(view: Callable) -> Callable:
    """Only for those with a session; everybody else is sent to sign in."""

    @wraps(view)
    def guarded(*args, **kwargs):
        if g.account is None:
            return redirect(url_for("accounts.sign_in"))
        return view(*args, **kwargs)

    return guarded


@pages.before_app_request
def find_account() -> None:
    g.account = None
    if "account" in session:
        g.account = (
            connection()
            .execute("SELECT id, name FROM account WHERE id = ?", [session["account"]])
            .fetchone()
        )


@pages.get("/register")
def register() -> str:
    return render_template("register.html")


@pages.post("/register")
def create() -> Response | tuple[str, int]:
    name, password = _credentials()
    if not name:
        return _again("register.html", "Choose a name.")
    if len(password) < SHORTEST_PASSWORD:
        return _again("register.html", f"A password has at least {SHORTEST_PASSWORD} characters.")
    try:
        with connection() as db:
            account = db.execute(
                "INSERT INTO account (name, password) VALUES (?, ?)",
                [name, generate_password_hash(password)],
            ).lastrowid
    except sqlite3.IntegrityError:
        return _again("register.html", "That name is taken.")
    return _enter(account)


@pages.get("/login")
def sign_in() -> str:
    return render_template("login.html")


@pages.post("/login")
def enter() -> Response | tuple[str, int]:
    name, password = _credentials()
    found = (
        connection().execute("SELECT id, password FROM account WHERE name = ?", [name]).fetchone()
    )
    # Checked for an unknown name too, so that both refusals take the same time.
    correct = check_password_hash(found["password"] if found else _nobody(), password)
    if not (found and correct):
        return _again("login.html", "Name or password is wrong.", status=401)
    return _enter(found["id"])


@pages.post("/logout")
def leave() -> Response:
    session.clear()
    return redirect(url_for("accounts.sign_in"))


def _credentials() -> tuple[str, str]:
    return request.form.get("name", "").strip(), request.form.get("password", "")


def _again(template: str, reason: str, status: int = 400) -> tuple[str, int]:
    flash(reason)
    return render_template(template, name=request.form.get("name", "")), status


def _enter(account: int) -> Response:
    session.clear()
    session["account"] = account
    return redirect(url_for("entries.index"))


@cache
def _nobody() -> str:
    return generate_password_hash("")
