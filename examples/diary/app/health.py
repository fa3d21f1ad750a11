"""Whether this process can do its work, for whoever runs it."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, current_app

from app.database import connection

pages = Blueprint("health", __name__)


@pages.get("/health")
def health() -> tuple[dict[str, str], int]:
    """200 only if the tables can be read and the file can be written."""
    try:
        db = connection()
        db.execute("SELECT 1 FROM account, entry LIMIT 1")
        db.execute("BEGIN IMMEDIATE")  # takes the write lock; fails on a read-only file
        db.rollback()
    except sqlite3.Error as error:
        current_app.logger.error("health: %s", error)
        return {"status": "unavailable"}, 503
    return {"status": "ok"}, 200
