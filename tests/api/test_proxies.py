"""Whose address counts behind proxies: what the last trusted one has written, and nothing a caller makes up."""

import pytest

from service import create_app
from service.core.database import db
from tests.databases import settings

PROXY, CLIENT, OTHER = "10.0.0.9", "203.0.114.2", "203.0.114.3"


@pytest.fixture
def behind(tmp_path):
    """`behind(hops)`: sends a sign-in through so many trusted proxies; its status."""
    apps = []

    def start(hops):
        app = create_app(settings(f"sqlite:///{tmp_path}/proxied.db", tmp_path, TRUSTED_PROXIES=hops,
                                  RATE_LIMITS_ENABLED=True, RATE_LIMITS={"sign_in.address": "1/minute"}))
        with app.app_context():
            db.create_all()
        apps.append(app)
        return lambda forwarded=None: app.test_client().post(
            "/api/v1/sessions/password", json={"username": "zhang", "password": "a wrong guess"},
            environ_base={"REMOTE_ADDR": PROXY},
            headers={"X-Forwarded-For": forwarded} if forwarded else {}).status_code
    yield start
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.mark.parametrize(("hops", "first", "second", "is_the_same"), [
    (0, CLIENT, OTHER, True),                               # nobody is trusted: the connection counts
    (1, CLIENT, OTHER, False),
    (1, f"{OTHER}, {CLIENT}", f"192.0.2.1, {CLIENT}", True),  # what the client wrote himself stands further left
    (1, None, None, True),                                  # a proxy that names nobody: its own address, never none
    (2, f"{CLIENT}, {PROXY}", f"{OTHER}, {PROXY}", False),
    (2, CLIENT, OTHER, True)])                              # fewer than there should be: not believed
def test_whose_address_is_counted(behind, hops, first, second, is_the_same):
    sends = behind(hops)

    assert (sends(first), sends(second)) == (401, 429 if is_the_same else 401)
