"""The stand-in on a socket does as it is told below /fake, keeps what was sent, and tells what it thinks."""

import json
import os
import re
import subprocess
import sys
import threading
import time

import httpx
import pytest
from werkzeug.serving import make_server

from service.wechat import events, serving
from service.wechat.answers import Scene, Suggestion, Verdict
from service.wechat.client import WeChatClient
from service.wechat.errors import Busy
from service.wechat.fake import FakeWeChat
from service.wechat.serving import Choices
from service.wechat.serving import Platform as StandIn
from tests.house.sources import ROOT

from .platform_server import APP_ID, SECRET, SEND, Platform, listening, send_one


@pytest.fixture
def client(platform):
    return WeChatClient(APP_ID, SECRET, platform.url)


def _send(client, openid="demo:li", template="progress", **data):
    client.send(openid, template, data or {"thing1": "路灯已修好"}, "pages/inbox/index?message=1")


@pytest.mark.parametrize(
    "another", [{"errcode": -1}, {"status": 502}, {"body": "{brok"}, {"hang_up": True}, {"errcode": 45009}]
)
def test_the_next_calls_fail_as_they_are_told(client, tell, another):
    send_one(client)
    tell("/next", path=SEND, times=2, **another)

    for _ in range(2):
        with pytest.raises(Busy):
            _send(client)
    _send(client)

    assert tell("/sent")["count"] == 2


def test_a_slow_platform_has_taken_the_message_all_the_same(platform, tell):
    hasty = WeChatClient(APP_ID, SECRET, platform.url, read_seconds=0.2)
    _send(hasty)
    tell("/next", path=SEND, seconds=0.5)

    with pytest.raises(Busy):
        _send(hasty)

    assert tell("/sent")["count"] == 2


def test_every_answer_can_be_late():
    with listening(Platform(true=StandIn(Choices(delay_seconds=0.05)))) as platform:
        started = time.monotonic()
        WeChatClient(APP_ID, SECRET, platform.url).login("demo:li")

    assert time.monotonic() - started >= 0.05


def test_a_platform_that_is_down_answers_nobody_until_it_is_up(client, tell):
    tell("/down", down=True)
    with pytest.raises(Busy):
        _send(client)
    assert tell("/sent")["count"] == 0

    tell("/down", down=False)
    _send(client)

    assert tell("/sent")["count"] == 1


@pytest.mark.parametrize(("told", "heard"), [(["risky", "pass"], ["risky", "pass"]), ([], ["pass", "pass"])])
def test_a_picture_is_judged_as_the_stand_in_was_told(told, heard):
    judged = {}
    with listening(Platform(true=StandIn(judged=judged.__setitem__))) as platform:
        platform.true.opinions.extend(map(Suggestion, told))
        client = WeChatClient(APP_ID, SECRET, platform.url)
        traces = [client.check_picture("demo:li", "https://a.example/1", scene=Scene.FORUM) for _ in range(2)]

    assert [judged[trace] for trace in traces] == heard


def test_what_was_sent_can_be_read_by_the_page(client, tell):
    for number in (1, 2):
        client.send("demo:li", "progress", {"thing1": "好"}, f"pages/inbox/index?message={number}")

    (second,) = tell("/sent?after=1&limit=1")["items"]
    assert (second["openid"], second["template_id"], second["data"]) == ("demo:li", "progress", {"thing1": "好"})


def test_both_stand_ins_write_the_same_record(tmp_path):
    served, plain = tmp_path / "served.jsonl", tmp_path / "plain.jsonl"
    with listening(Platform(true=StandIn(Choices(record=served)))) as platform:
        _send(WeChatClient(APP_ID, SECRET, platform.url))
    _send(FakeWeChat(APP_ID, plain))

    lines = [json.loads(path.read_text("utf-8")) for path in (served, plain)]
    assert {**lines[0], "at": ""} == {**lines[1], "at": ""}


def test_a_record_goes_on_where_it_was(tmp_path):
    path = tmp_path / "served.jsonl"
    path.write_text('{"openid": "earlier"}\n')
    with listening(Platform(true=StandIn(Choices(record=path)))) as platform:
        _send(WeChatClient(APP_ID, SECRET, platform.url))

    assert len(path.read_text("utf-8").splitlines()) == 2
    assert [line["openid"] for line in platform.true.record.lines(0, 9)] == ["demo:li"]


@pytest.mark.parametrize(
    ("path", "asked"),
    [("/next", {"time": 3}), ("/token", {"do": "melt"}), ("/verdicts", {"suggest": "maybe"}), ("/people", {"x": 1}),
     ("/push", {"url": "x", "event": {}}), ("/next", {"errcode": "x"})],
)  # fmt: skip
def test_a_wish_the_stand_in_does_not_understand_is_said_to_be_wrong(tell, path, asked):
    assert "error" in tell(path, **asked)


def test_the_stand_in_says_what_can_be_asked_of_it(tell):
    assert "POST /fake/next" in tell("") and "POST /fake/down" in tell("/unheard-of")


@pytest.fixture
def pushing(app):
    """Settings with which the service takes what is pushed to it, and the address where it listens."""
    ours = {"WECHAT_PUSH_TOKEN": "tokenoftests", "WECHAT_PUSH_KEY": "A" * 43, "WECHAT_APP_ID": APP_ID}
    app.config.update(ours)
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/api/v1/wechat/push"
    server.shutdown()
    thread.join()


def test_a_verdict_is_pushed_to_the_service(app, pushing):
    heard = {}
    told = threading.Event()

    def note(trace_id, verdict):
        heard[trace_id] = verdict
        told.set()
    platform = serving.platform_for(app.config, pushing)
    platform.opinions.append(Suggestion.RISKY)
    with events.picture_judged.connected_to(note), listening(Platform(true=platform)) as script:
        client = WeChatClient(APP_ID, SECRET, script.url)
        trace_id = client.check_picture("demo:li", "https://a.example/1", scene=Scene.FORUM)
        told.wait(10)

    assert heard == {trace_id: Verdict(Suggestion.RISKY, 20001)}


def test_any_event_can_be_pushed_by_hand(app, pushing):
    event = {"Event": "subscribe_msg_popup_event", "FromUserName": "demo:li",
             "List": {"TemplateId": "progress", "SubscribeStatusString": "accept"}}
    heard = []

    def note(openid, **what):
        heard.append((openid, what["template_id"]))
    platform = Platform(true=serving.platform_for(app.config, pushing))
    with events.subscription_answered.connected_to(note), listening(platform):
        answer = httpx.post(f"{platform.url}/fake/push", json={"url": pushing, "event": event}, trust_env=False)

    assert answer.json() == {"status": 200, "said": "success"}
    assert heard == [("demo:li", "progress")]


def test_a_service_that_is_away_is_asked_three_times():
    pusher = serving.Pusher(token="tokenoftests", key="A" * 43, app_id=APP_ID)
    with listening(Platform(answers={"/push": [b"no", b"busy", b"success"]})) as service:
        assert pusher.push(f"{service.url}/push", {"Event": "debug_demo"}) == (200, "success")

    assert len(service.asked["/push"]) == 3
    assert pusher.push("http://127.0.0.1:9/push", {"Event": "debug_demo"}) == (0, "ConnectError")


def test_production_has_no_stand_in(app):
    app.config["PRODUCTION"] = True
    done = app.test_cli_runner().invoke(args=["wechat", "serve-fake", "--port", "0"])

    assert done.exit_code == 1 and "production" in done.output


def test_a_taken_port_is_said_plainly(app, platform):
    port = platform.url.rsplit(":", 1)[1]
    done = app.test_cli_runner().invoke(args=["wechat", "serve-fake", "--port", port])

    assert done.exit_code == 1 and port in done.output and "Traceback" not in done.output


def test_what_a_process_took_is_on_disk_when_it_is_killed(tmp_path):
    record = tmp_path / "sent.jsonl"
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "wechat", "serve-fake", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--record", str(record)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"DATA_DIR": str(tmp_path), "MASHANG_ENV": "development", "WECHAT": "fake"})
    try:
        url = re.search(r"WECHAT_BASE_URL=(\S+)", process.stdout.readline())[1]
        send_one(WeChatClient(APP_ID, SECRET, url))
    finally:
        process.kill()
        process.communicate()

    assert json.loads(record.read_text("utf-8"))["data"] == {"thing1": "路灯已修好"}
