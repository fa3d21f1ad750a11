from pathlib import Path

import pytest

from app.settings import Settings, SettingsError

SECRET = {"DIARY_SECRET": "sixteen letters!"}


def test_the_defaults_are_for_the_desk():
    settings = Settings.from_environment(SECRET | {"XDG_DATA_HOME": "/home/ada/data"})

    assert settings.host == "127.0.0.1"
    assert settings.port == 5000
    assert settings.database == Path("/home/ada/data/diary/diary.sqlite3")


@pytest.mark.parametrize(
    ("environment", "variable"),
    [
        ({}, "DIARY_SECRET"),
        ({"DIARY_SECRET": "short"}, "DIARY_SECRET"),
        (SECRET | {"PORT": "http"}, "PORT"),
        (SECRET | {"PORT": "70000"}, "PORT"),
    ],
)
def test_an_error_names_its_variable(environment, variable):
    with pytest.raises(SettingsError, match=variable):
        Settings.from_environment(environment)
