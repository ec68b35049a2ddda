"""The door for gunicorn and for `flask`."""

from service import create_app

app = create_app()
