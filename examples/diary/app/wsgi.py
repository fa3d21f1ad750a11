"""The entry: serves the diary with waitress, from source (`python -m app.wsgi`) or as a binary."""

import os
import signal
import sys

from waitress import serve

from app import create_app
from app.settings import Settings, SettingsError


def main() -> None:
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as error:
        sys.exit(f"diary: {error}")
    # As process 1 of a container there is no default for SIGTERM; waitress leaves on SystemExit.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"diary: http://{settings.host}:{settings.port}", flush=True)
    serve(create_app(settings), host=settings.host, port=settings.port, ident=None)


if __name__ == "__main__":
    main()
