"""All processes share one access token through a row, and do without it when the database is away."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from service import create_app
from service.accounts.actions.reencrypting import encrypted_tables
from service.core import clock
from service.core.database import atomic, db
from service.core.keys import KeyRing
from service.wechat.client import WeChatClient
from service.wechat.errors import Busy
from service.wechat.models import AccessToken
from service.wechat.tokens import Row, Token
from tests.databases import settings

from .platform_server import APP_ID, SECRET, SEND, TOKEN, send_one


@pytest.fixture
def process(app, platform):
    """Another process of ours, as far as the platform can tell."""
    return lambda: WeChatClient(APP_ID, SECRET, platform.url, shelf=Row(app, APP_ID))


def _rows(app):
    ring = app.extensions["encryption"]
    with app.app_context():
        return [ring.decrypt(sealed, "token") for sealed in db.session.scalars(sa.select(AccessToken.sealed))]


def _used(platform):
    return [asked.query["access_token"] for asked in platform.asked[SEND]]


def test_two_processes_share_one_token(app, platform, process):
    send_one(process())
    send_one(process())

    assert len(platform.asked[TOKEN]) == 1
    assert len(set(_used(platform))) == 1 and set(_used(platform)) == set(_rows(app))


def test_a_process_reads_the_row_once(app, platform, process, statements):
    send_one(process())
    second = process()

    with statements() as sent:
        send_one(second)
        send_one(second)

    assert len(sent) == 1 and sent[0].startswith("SELECT")


def test_a_token_cannot_be_read_in_the_database(app, platform, process):
    send_one(process())

    with app.app_context():
        assert db.session.scalar(sa.text("SELECT sealed FROM wechat_tokens")).startswith("test.A256GCM.")


def test_a_thread_without_a_context_may_send(app, platform, process):
    client = process()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(send_one, [client] * 8))

    assert (len(platform.asked[TOKEN]), len(platform.asked[SEND]), len(_rows(app))) == (1, 8, 1)


@pytest.mark.only_postgresql
def test_processes_that_start_together_do_not_break_each_other(app, platform, process, run_together):
    done = run_together([lambda: send_one(process())] * 6)

    assert done == [None] * 6
    assert len(set(_used(platform))) == 1 and set(_used(platform)) == set(_rows(app))


def test_a_row_that_has_run_out_is_written_anew(app, platform, process):
    Row(app, APP_ID).put(Token("of-yesterday", clock.now() - timedelta(seconds=1)))

    send_one(process())

    assert len(platform.asked[SEND]) == 1 and _rows(app) == _used(platform)


def test_the_row_holds_until_five_minutes_before_the_end(app, platform, process):
    send_one(process())

    with time_machine.travel(clock.now() + timedelta(minutes=115, seconds=5)):
        send_one(process())

    assert len(platform.asked[TOKEN]) == 2


def test_a_refused_row_is_replaced_for_everybody_at_the_cost_of_one_question(app, platform, process):
    first, second = process(), process()
    send_one(first)
    platform.true.tokens.expire()

    send_one(second)
    send_one(first)

    old, *rest = _used(platform)
    assert rest == [old, _rows(app)[0], old, _rows(app)[0]]
    assert len(platform.asked[TOKEN]) == 2


def test_a_refused_row_is_gone_even_when_no_other_token_can_be_had(app, platform, process):
    client = process()
    send_one(client)
    platform.true.tokens.expire()
    platform.answers[TOKEN] = [{"errcode": -1, "errmsg": "system error"}]

    with pytest.raises(Busy):
        send_one(client)

    assert _rows(app) == []


def test_a_newer_row_is_not_taken_away(app):
    row = Row(app, APP_ID)
    row.put(Token("newer", clock.now() + timedelta(hours=1)))

    row.remove("older")

    assert _rows(app) == ["newer"]


def test_a_token_under_a_key_that_is_gone_counts_as_none(app, platform, process, monkeypatch):
    send_one(process())
    monkeypatch.setitem(app.extensions, "encryption", KeyRing({"next": b"k" * 32}))

    send_one(process())

    assert len(platform.asked[SEND]) == 2 and len(_rows(app)) == 1


def test_a_change_of_keys_leaves_the_row_alone():
    assert AccessToken.__table__ not in encrypted_tables()


def test_a_spoilt_row_counts_as_none(app, platform, process):
    send_one(process())
    spoilt = "test.A256GCM." + base64.urlsafe_b64encode(b"\0" * 40).decode()
    with app.app_context(), atomic() as session:
        session.execute(sa.text("UPDATE wechat_tokens SET sealed = :spoilt"), {"spoilt": spoilt})

    send_one(process())

    assert len(platform.asked[SEND]) == 2 and _rows(app) == _used(platform)[1:]


@pytest.mark.parametrize("url", ["sqlite:///no-such-folder/live.db", "postgresql+psycopg://127.0.0.1:9/nothing"])
def test_without_a_database_messages_go_out_all_the_same(platform, tmp_path, url):
    app = create_app(settings(url, tmp_path))
    client = WeChatClient(APP_ID, SECRET, platform.url, shelf=Row(app, APP_ID))

    send_one(client)
    platform.true.tokens.expire()
    send_one(client)

    assert len(platform.true.record) == 2


def test_a_token_the_platform_gives_out_and_refuses_is_forced_once(app, platform, process):
    client = process()
    send_one(client)
    platform.true.tokens.refuse()

    send_one(client)

    assert [asked.said["force_refresh"] for asked in platform.asked[TOKEN]] == [False, False, True]
    assert _rows(app) == _used(platform)[-1:]


def test_nobody_waits_for_the_platform_inside_a_transaction(town, platform, process):
    with atomic(), pytest.raises(RuntimeError, match="outside"):
        send_one(process())

    assert not platform.asked


def test_the_session_of_the_caller_is_left_alone(town, platform, process):
    account = town.account("member-wang")
    held = db.session()

    send_one(process())

    assert db.session() is held and account in held
