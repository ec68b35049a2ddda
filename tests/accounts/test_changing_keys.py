"""The three steps of a change of keys (docs/deploy.md), on two hosts that share a database and answer all the while."""

import base64
import os
import re
import threading
from contextlib import contextmanager

import pytest

import config
from service import create_app
from service.accounts.actions.reencrypting import encrypted_tables, outdated, reencrypt
from service.core.database import db
from tests.databases import settings
from tests.faults.ground import until

pytestmark = pytest.mark.only_postgresql
NUMBERS = {"resident-li": "13912340001", "member-wang": "13912340002", "worker-zhang": "13912340003"}
SECRET = re.compile(r'name="_csrf" value="([^"]+)"')
OLD, NEW = (f"{name}:{base64.b64encode(os.urandom(32)).decode()}" for name in ("2026a", "2027a"))


class Hosts:
    """Two hosts on one database, each with its own keys until it is restarted with others."""

    def __init__(self, database, folder):
        self.url, self.folder = database.url, folder
        self.apps = [self._started({}), self._started({})]

    def _started(self, keys):
        return create_app(settings(self.url, self.folder, **dict.fromkeys(config.KEY_NAMES, OLD) | keys))

    def restart(self, *keys):
        """One host after the other begins anew with these keys, the first of them current."""
        for number in range(len(self.apps)):
            self.restart_one(number, *keys)

    def restart_one(self, number, *keys, names=config.KEY_NAMES):
        """The host answers with what it had until the new one takes over."""
        old, self.apps[number] = self.apps[number], self._started(dict.fromkeys(names, ",".join(keys)))
        self._end(old)

    def _end(self, app):
        with app.app_context():
            db.engine.dispose()

    def close(self):
        for app in self.apps:
            self._end(app)


class Phone:
    """Somebody who goes on working, and meets now this host, now the other."""

    def __init__(self, hosts, name):
        self.hosts, self.name, self.turn = hosts, name, 0
        self.statuses, self.rounds = [], 0
        self.session = self._said("post", "/api/v1/sessions/wechat", json={"code": f"demo:{name}"}).json

    def _host(self):
        self.turn += 1
        return self.hosts.apps[self.turn % 2]

    def _said(self, how, path, token=None, **kw):
        headers = {"Authorization": f"Bearer {self.session[token]}"} if token else {}
        answer = getattr(self._host().test_client(), how)(path, headers=headers, **kw)
        self.statuses.append((path, answer.status_code, (answer.json or {}).get("code")))
        return answer

    def go_round(self):
        """Refresh, look at oneself, prove a phone (a row is written), rename oneself by a form."""
        refreshed = self._said("post", "/api/v1/sessions/refresh", "refresh_token")
        self.session = refreshed.json if refreshed.status_code == 201 else self.session
        self._said("get", "/api/v1/me", "access_token")
        self._said("post", "/api/v1/me/phone", "access_token", json={"code": f"phone:{NUMBERS[self.name]}"})
        self._said("get", "/api/v1/me", "access_token")
        self._round_is_done()

    def _round_is_done(self):
        self.rounds, self.turn = self.rounds + 1, self.turn + 1  # the next round begins at the other host


class Browser(Phone):
    """The same on pages: a form comes from one host and is sent to the other."""

    cookie = ""

    def go_round(self):
        """Sign in, look, send a form."""
        self._filled("/sign-in", "/sign-in/wechat", code=f"demo:{self.name}")
        self._filled("/me", "/me/name", display_name="某人")
        self._round_is_done()

    def _filled(self, page, form, **typed):
        found = SECRET.search(self._seen("get", page).get_data(as_text=True))
        self._seen("post", form, data=typed | {"_csrf": found[1] if found else ""})

    def _seen(self, how, path, **kw):
        client = self._host().test_client(use_cookies=False)
        answer = getattr(client, how)(path, headers={"Cookie": self.cookie, "Accept": "text/html"}, **kw)
        for said in answer.headers.getlist("Set-Cookie"):
            self.cookie = said.partition(";")[0]
        self.statuses.append((path, answer.status_code, None))
        return answer


@contextmanager
def _working(workers):
    """All of them go round and round meanwhile."""
    ended = threading.Event()

    def work(worker):
        while not ended.is_set():
            worker.go_round()
    threads = [threading.Thread(target=work, args=[worker]) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _everybody_went_round(workers):
    before = [worker.rounds for worker in workers]
    until(lambda: all(worker.rounds >= was + 2 for worker, was in zip(workers, before, strict=True)), "two more rounds")


def _refusals(workers):
    return sorted({said for worker in workers for said in worker.statuses if said[1] >= 400})


@pytest.fixture
def hosts(database, tmp_path):
    database.fresh()
    database.written_elsewhere()
    made = Hosts(database, tmp_path)
    _take_over(made, database.app.config["ENCRYPTION_KEYS"], database.app.config["INDEX_KEYS"])
    yield made
    made.close()


def _take_over(made, encryption, index):
    """The town was written under keys of its own: let the old key of this change be theirs from now on."""
    app = create_app(settings(made.url, made.folder, SIGNING_KEYS=OLD, ENCRYPTION_KEYS=f"{OLD},{encryption}",
                              INDEX_KEYS=f"{OLD},{index}"))
    with app.app_context():
        for table in encrypted_tables():
            sum(reencrypt(table))
        db.engine.dispose()


def test_three_steps_on_two_hosts_under_load_refuse_nobody(hosts):
    workers = [*(Phone(hosts, name) for name in NUMBERS), Browser(hosts, "resident-chen")]
    with _working(workers):
        _everybody_went_round(workers)
        hosts.restart(OLD, NEW)   # first the new key behind, everywhere
        _everybody_went_round(workers)
        hosts.restart(NEW, OLD)   # then in front, everywhere
        _everybody_went_round(workers)
        with hosts.apps[0].app_context():
            written = sum(sum(reencrypt(table)) for table in encrypted_tables())
            left = sum(sum(outdated(table)) for table in encrypted_tables())
            db.session.remove()
        _everybody_went_round(workers)   # what 30 days do to those who come no more
        hosts.restart(NEW)        # then the old one away
        _everybody_went_round(workers)

    assert (written > 0, left) == (True, 0)
    assert _refusals(workers) == []


@pytest.mark.parametrize("names", [config.KEY_NAMES, ("SIGNING_KEYS",), ("ENCRYPTION_KEYS",)])
def test_a_host_that_was_forgotten_says_503_and_signs_nobody_out(hosts, names):
    workers = [Phone(hosts, name) for name in NUMBERS]
    hosts.restart_one(0, NEW, OLD, names=names)
    for worker in workers * 4:
        worker.go_round()

    assert {said[1:] for said in _refusals(workers)} == {(503, "unknown_key")}
    hosts.restart_one(1, OLD, NEW, names=names)
    for worker in workers:
        worker.statuses.clear()
        worker.go_round()
    assert _refusals(workers) == []
