"""What the environment decides, read once at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SHORTEST_SECRET = 16


class SettingsError(Exception):
    """A variable is missing or makes no sense; the message names it."""


@dataclass(frozen=True)
class Settings:
    secret: str
    database: Path
    host: str = "127.0.0.1"
    port: int = 5000

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        return cls(
            secret=_secret(environment),
            database=_database(environment),
            host=environment.get("HOST", cls.host),
            port=_port(environment),
        )


def _secret(environment: Mapping[str, str]) -> str:
    secret = environment.get("DIARY_SECRET", "")
    if len(secret) < SHORTEST_SECRET:
        raise SettingsError(
            f"DIARY_SECRET must be set, with {SHORTEST_SECRET} characters or more; "
            "it signs the session cookies"
        )
    return secret


def _database(environment: Mapping[str, str]) -> Path:
    """The user's data folder, not one beside the code: a binary unpacks into a folder that goes."""
    if chosen := environment.get("DIARY_DATABASE"):
        return Path(chosen)
    data = environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "diary" / "diary.sqlite3"


def _port(environment: Mapping[str, str]) -> int:
    text = environment.get("PORT") or str(Settings.port)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise SettingsError(f"PORT must be a number from 1 to 65535, not {text!r}")
    return int(text)
