"""The SQLite file: its tables, and one connection for each request."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from flask import Flask, current_app, g

TABLES = """
CREATE TABLE IF NOT EXISTS account (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE COLLATE NOCASE,
    password TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS entry (
    id      INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    title   TEXT NOT NULL,
    body    TEXT NOT NULL,
    written TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M', 'now'))
);
CREATE INDEX IF NOT EXISTS entry_of_account ON entry (account, id);
"""


def register(app: Flask) -> None:
    """Makes the file and its tables where they are missing."""
    path: Path = app.config["DATABASE"]
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(TABLES)
    app.teardown_appcontext(_close)


def connection() -> sqlite3.Connection:
    """This request's connection; changes last once committed (`with connection() as db:`)."""
    if "db" not in g:
        g.db = sqlite3.connect(current_app.config["DATABASE"])
        g.db.row_factory = sqlite3.Row
        g.db.execute("PRAGMA foreign_keys = ON")
    return g.db


def _close(_error: BaseException | None) -> None:
    if (db := g.pop("db", None)) is not None:
        db.close()
