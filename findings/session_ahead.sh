#!/bin/sh
# Flask 3.1.3 on itsdangerous 2.2.0: a session cookie made by a host whose clock is two seconds ahead is no session.
#
# Guess: a cookie that is good for 31 days is good on every host with the key, whatever second their clocks show.
# Seen:  itsdangerous refuses every age below nought as "expired", however long it may be old
#        ("Signature age -2 < 0 seconds"), and Flask takes that for no cookie: an empty session, no error, no log.
# Ends with an error once that is no longer so. Needs Python 3 and a package index; leaves nothing behind.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check flask==3.1.3 itsdangerous==2.2.0 werkzeug==3.1.8
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version
from unittest import mock

from flask import Flask, session
from itsdangerous import SignatureExpired, TimestampSigner

app = Flask(__name__)
app.secret_key = "a key both hosts have"


@app.get("/in")
def enter():
    session.permanent = True
    session["who"] = "somebody"
    return ""


@app.get("/")
def who():
    return session.get("who", "nobody")


print("flask", version("flask"), "itsdangerous", version("itsdangerous"))
seen = {}
for ahead in (0, 2):
    client = app.test_client()
    real = TimestampSigner.get_timestamp
    with mock.patch.object(TimestampSigner, "get_timestamp", lambda self: real(self) + ahead):
        client.get("/in")
    seen[ahead] = client.get("/").text
    print(f"cookie of a host {ahead} s ahead, good for {app.permanent_session_lifetime.days} days -> {seen[ahead]}")

signer = TimestampSigner("key")
with mock.patch.object(TimestampSigner, "get_timestamp", lambda self: real(self) + 2):
    token = signer.sign("value")
try:
    signer.unsign(token, max_age=3600)
    said = "taken"
except SignatureExpired as error:
    said = str(error)
print("unsign(max_age=3600) ->", said)

assert seen == {0: "somebody", 2: "nobody"}, "a cookie from a little ahead is taken now"
assert said == "Signature age -2 < 0 seconds", "the signature is judged otherwise now"
PYTHON
