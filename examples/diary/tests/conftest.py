"""A fresh diary for each test, and somebody who writes in it."""

import os
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.settings import Settings


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "diary.sqlite3"


@pytest.fixture
def app(database: Path) -> Flask:
    # DIARY_SECRET comes from the caller's environment; .env.example has one.
    environment = {**os.environ, "DIARY_DATABASE": str(database)}
    app = create_app(Settings.from_environment(environment))
    app.testing = True
    return app


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """Somebody without an account."""
    return app.test_client()


@pytest.fixture
def ada(app: Flask) -> FlaskClient:
    return _writer(app, "ada")


@pytest.fixture
def bob(app: Flask) -> FlaskClient:
    return _writer(app, "bob")


def _writer(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    client.post("/register", data={"name": name, "password": f"{name} has a password"})
    return client
