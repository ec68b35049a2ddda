"""A real browser: headless Chromium against the service on a socket; skipped with a clear line where there is none."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import contextmanager

import pytest
from playwright.sync_api import Error, sync_playwright
from werkzeug.serving import make_server

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
SECONDS = 10


@pytest.fixture(scope="session")
def chromium():
    """One browser for the session."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no browser: install chromium (apt install chromium), or name one with CHROMIUM=…")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        except Error as error:
            pytest.skip(f"the browser {program} does not start: {error.message.splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def site(app, town):
    """The address of the service on a socket of its own, on the database of this test."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def open_browser(chromium, site, app, town):
    """`with open_browser("resident-li", DESK) as page:` a browser of its own, signed in, at the first page. Whatever it
    asks of another host, every error of a script and every refusal by the policy fails the test."""
    @contextmanager
    def opened(name=None, viewport=PHONE, **more):
        context = chromium.new_context(viewport=viewport, base_url=site, locale="zh-CN", **more)
        context.set_default_timeout(SECONDS * 1000)
        page, wrong = context.new_page(), []
        page.on("request", lambda asked: wrong.append(asked.url) if _is_elsewhere(asked.url, site) else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        if name:
            context.add_cookies([{"name": "mashang", "value": _cookie(app, town.page_session(name)), "url": site}])
        try:
            page.goto("/")
            yield page
        finally:
            context.close()
        assert wrong == []
    return opened


def _cookie(app, said: dict) -> str:
    """The signed cookie of somebody who has signed in."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(said)
    return client.get_cookie("mashang").value


def _is_elsewhere(url: str, site: str) -> bool:
    return not url.startswith((f"{site}/", "data:", "blob:"))
