"""One command starts everything, shows who lives in the town, and leaves nothing running behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from service.town import cast
from tests.house.sources import ROOT

SECONDS = 60


@pytest.fixture
def place(tmp_path):
    """The environment of a start of its own: a free port, a folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return os.environ | {"PORT": str(port), "DATA_DIR": str(tmp_path), "HOST": "127.0.0.1",
                         "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics"), "DATABASE_URL": "",
                         "WEB_CONCURRENCY": "1", "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def served(place):
    """A started service and its address."""
    process = subprocess.Popen(_flask("town", "serve"), cwd=ROOT, env=place, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, start_new_session=True,
                               preexec_fn=_in_the_foreground)
    address = f"http://127.0.0.1:{place['PORT']}"
    try:
        _wait_for(address, process)
        yield process, address
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()


def _in_the_foreground():
    """Hear Ctrl-C even when the tests do not: what a shell starts with & ignores it, and its children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _flask(*arguments):
    return [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]


def _wait_for(address, process):
    for _ in range(SECONDS * 10):
        assert process.poll() is None, process.stdout.read()
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=5) as answer:
                return answer.read()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("no answer")


def _group_is_empty(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def _sign_in(address, name):
    request = urllib.request.Request(f"{address}/api/v1/sessions/wechat",
                                     headers={"Content-Type": "application/json"},
                                     data=json.dumps({"code": f"demo:{name}"}).encode())
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.status


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_start_answers_and_an_end_leaves_nothing_running(served, ending):
    process, address = served
    assert _sign_in(address, "member-wang") == 201

    process.send_signal(ending)

    said = process.communicate(timeout=SECONDS)[0]
    assert process.returncode == 0
    assert _group_is_empty(process.pid)
    assert all(f"demo:{person.name} " in said for person in cast.PEOPLE) and address in said


def test_preparing_again_changes_nothing_that_is_shown(app):
    run = app.test_cli_runner().invoke
    first = run(args=["town", "show"])
    run(args=["town", "prepare"], catch_exceptions=False)

    assert run(args=["town", "show"]).output == first.output
    assert len(set(re.findall(r"^  ([a-z0-9]{20}) ", first.output, re.M))) == len(cast.WITH_CODES)


def test_a_taken_port_is_said_before_anything_is_changed(place, tmp_path):
    with socket.create_server(("127.0.0.1", int(place["PORT"]))):
        refused = subprocess.run(_flask("town", "serve"), cwd=ROOT, env=place, capture_output=True, text=True)

    assert refused.returncode == 1
    assert "PORT" in refused.stderr and "Traceback" not in refused.stderr
    assert not list(tmp_path.glob("mashang.db"))


@pytest.mark.parametrize("command", ["prepare", "show", "serve"])
def test_production_has_no_demonstration_town(app, command):
    app.config["PRODUCTION"] = True

    refused = app.test_cli_runner().invoke(args=["town", command])

    assert refused.exit_code == 1
    assert "production" in refused.output
