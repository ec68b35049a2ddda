"""The service, and beside it a bare Flask "hello", behind the same gunicorn: what ratios are taken to."""

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from service import create_app

bare = Flask("hello")


@bare.get("/")
def hello():
    """The least a Flask application can answer."""
    return "hello"


app = create_app()
app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/hello": bare})
