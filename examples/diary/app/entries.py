"""The entries of one diary; nobody sees or deletes another's."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import signed_in
from app.database import connection

pages = Blueprint("entries", __name__)


@pages.get("/")
@signed_in
def index() -> str:
    return render_template("entries.html", entries=_newest_first())


@pages.post("/entries")
@signed_in
def create() -> Response | tuple[str, int]:
    title = request.form.get("title", "").strip()
    body = request.form.get("body", "").strip()
    if not title:
        flash("An entry needs a title.")
        return render_template("entries.html", entries=_newest_first(), body=body), 400
    with connection() as db:
        db.execute(
            "INSERT INTO entry (account, title, body) VALUES (?, ?, ?)",
            [g.account["id"], title, body],
        )
    return redirect(url_for("entries.index"))


@pages.post("/entries/<int:entry>/delete")
@signed_in
def delete(entry: int) -> Response:
    with connection() as db:
        gone = db.execute(
            "DELETE FROM entry WHERE id = ? AND account = ?", [entry, g.account["id"]]
        )
    if gone.rowcount == 0:
        abort(404)  # the same answer for "not there" and "not yours"
    return redirect(url_for("entries.index"))


def _newest_first() -> list:
    return (
        connection()
        .execute(
            "SELECT id, title, body, written FROM entry WHERE account = ? ORDER BY id DESC",
            [g.account["id"]],
        )
        .fetchall()
    )
