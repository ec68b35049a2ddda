#!/bin/sh
# Flask-WTF 1.3.0 with Flask 3.1.3: SECRET_KEY_FALLBACKS keeps sessions over a change of keys, and no form.
#
# Guess: after a change of keys, old ones in SECRET_KEY_FALLBACKS, what was open in a browser goes on: Flask reads the
#        session under the old key, and CSRFProtect, which takes the same SECRET_KEY, the form's token.
# Seen:  the session is read; every form that was open is refused, "The CSRF token is invalid."
#        A list in WTF_CSRF_SECRET_KEY, oldest first, does what was expected.
# Ends with an error once that is no longer so. Needs Python 3 and a package index; leaves nothing behind.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check flask==3.1.3 flask-wtf==1.3.0 itsdangerous==2.2.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from flask import Flask, session
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf


def host(**settings):
    app = Flask(__name__)
    app.config.update(settings)
    CSRFProtect(app)
    app.add_url_rule("/form", view_func=_form)
    app.add_url_rule("/send", view_func=lambda: "taken by " + session.get("who", "nobody"), methods=["POST"])
    app.register_error_handler(CSRFError, lambda error: error.description)
    return app


def _form():
    session["who"] = "somebody"
    return generate_csrf()


def sent(before, after):
    """What a form opened at one host is answered at the other."""
    old, new = before.test_client(), after.test_client()
    token = old.get("/form").text
    new.set_cookie("session", old.get_cookie("session").value)
    return new.post("/send", data={"csrf_token": token}).text


print("flask", version("flask"), "flask-wtf", version("flask-wtf"))
before = host(SECRET_KEY="old")
seen = {
    "the key in front, the old one a fallback": sent(before, host(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"])),
    "and a list for forms": sent(before, host(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"],
                                              WTF_CSRF_SECRET_KEY=["old", "new"])),
}
for name, answer in seen.items():
    print(f"{name} -> {answer}")

assert list(seen.values()) == ["The CSRF token is invalid.", "taken by somebody"], "forms and fallbacks go together now"
PYTHON
