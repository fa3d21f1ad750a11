"""A private diary: sign in, write, read, delete. One SQLite file, no other service."""

from flask import Flask

from app import accounts, database, entries, health
from app.settings import Settings


def create_app(settings: Settings) -> Flask:
    """Builds the application and its database; nothing happens at import."""
    # Flask looks for these folders beside this package. That holds from source and in a
    # PyInstaller binary alike, as long as the build keeps them at app/website.
    app = Flask(
        __name__,
        template_folder="website/templates",
        static_folder="website/static",
    )
    app.config.update(
        SECRET_KEY=settings.secret,
        DATABASE=settings.database,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",  # no session on a form another site posts to us
        MAX_CONTENT_LENGTH=256 * 1024,
    )

    database.register(app)
    app.register_blueprint(accounts.pages)
    app.register_blueprint(entries.pages)
    app.register_blueprint(health.pages)

    # A build that forgot its templates must die here, not at the first visitor.
    app.jinja_env.get_template("base.html")
    return app
