"""The address the platform pushes to: only what it sealed for us comes in, once, and nothing it says breaks us."""

import io
import json
import string

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from prometheus_client import REGISTRY

from service.core.database import db
from service.wechat import actions, events, push
from service.wechat.models import PushedEvent

PATH = "/api/v1/wechat/push"
TICK = {"ToUserName": "gh_1", "FromUserName": "demo:resident-li", "CreateTime": 1790000000, "MsgType": "event",
        "Event": "subscribe_msg_popup_event",
        "List": [{"TemplateId": "progress", "SubscribeStatusString": "accept", "PopupScene": "0"}]}


@pytest.fixture
def ours(app):
    """The push is set up; gives what seals for us."""
    app.config.update(WECHAT_PUSH_TOKEN="AAAAA", WECHAT_PUSH_KEY="B" * 43)
    return {"token": "AAAAA", "key": "B" * 43, "app_id": app.config["WECHAT_APP_ID"]}


@pytest.fixture
def push_to_us(client, ours):
    """Push a message as the platform does; keywords change what it is sealed with."""
    def post(message, content_type="application/json", **changed):
        query, body = push.sealed(message, **ours | changed)
        return client.post(PATH, query_string=query, data=body, content_type=content_type)
    return post


@pytest.fixture
def told():
    """Every answer to a template that was announced meanwhile."""
    heard = []

    def hear(openid, **said):
        heard.append((openid, said["template_id"]))
    with events.subscription_answered.connected_to(hear):
        yield heard


def _asked(**changed):
    moment = str(int(push.clock.now().timestamp()))
    return {"timestamp": moment, "nonce": "1", "signature": push.signature("AAAAA", moment, "1"),
            "echostr": "4375120948345356249"} | changed


def _problem(answer):
    return answer.status_code, answer.mimetype, answer.json["code"]


def _counted(event, outcome):
    return REGISTRY.get_sample_value("mashang_wechat_events_total", {"event": event, "outcome": outcome}) or 0


def test_the_platform_gets_its_word_back_as_it_came(client, ours):
    answer = client.get(PATH, query_string=_asked(openid="what is added one day"))

    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"4375120948345356249", "text/plain")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("changed", [{"signature": "0" * 40}, {"signature": ""}, {"nonce": "2"}, {"timestamp": "1"},
                                     {"echostr": ""}, {"echostr": "a b"}, {"echostr": "回声"}, {"echostr": "1" * 257},
                                     {"echostr": "1\r\nSet-Cookie: a"}], ids=str)
def test_a_word_that_is_not_the_platforms_is_not_said_back(client, ours, changed):
    answer = client.get(PATH, query_string=_asked(**changed))

    assert _problem(answer) == (403, "application/problem+json", "not_from_wechat")


def test_where_no_push_is_set_up_nothing_is_found(client):
    query, body = push.sealed(TICK, token="", key="B" * 43, app_id="demo-app")

    answers = [client.get(PATH, query_string=_asked()), client.post(PATH, query_string=query, data=body)]

    assert [_problem(answer) for answer in answers] == [(404, "application/problem+json", "not_found")] * 2


def test_what_is_pushed_is_announced_and_answered_in_one_word(push_to_us, told):
    answer = push_to_us(TICK)

    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"success", "text/plain")
    assert told == [("demo:resident-li", "progress")]


@pytest.mark.parametrize("content_type", ["application/json", "text/xml", "text/plain", None, "nonsense",
                                          "application/x-www-form-urlencoded"])
def test_the_content_type_does_not_matter(push_to_us, told, content_type):
    assert (push_to_us(TICK, content_type).data, len(told)) == (b"success", 1)


def test_told_again_it_is_taken_once_and_still_answered(push_to_us, told):
    answers = [push_to_us(TICK), push_to_us(TICK), push_to_us(TICK | {"CreateTime": "1790000000"})]

    assert [answer.data for answer in answers] == [b"success"] * 3
    assert len(told) == 1


@pytest.mark.parametrize("changed", [{"token": "BBBBB"}, {"key": "C" * 43}, {"app_id": "wx-other"},
                                     {"timestamp": 1_700_000_000}, {"timestamp": 9_999_999_999}], ids=str)
def test_what_is_not_sealed_for_us_now_is_refused_without_effect(push_to_us, told, changed):
    assert _problem(push_to_us(TICK, **changed)) == (403, "application/problem+json", "not_from_wechat")
    assert told == []


def test_the_plain_mode_is_refused(client, ours, told):
    answer = client.post(PATH, query_string=_asked(), json=TICK)

    assert (_problem(answer)[0], told) == (403, [])


def test_a_body_larger_than_any_event_is_refused(push_to_us, told):
    assert _problem(push_to_us(TICK | {"filling": "A" * 50_000})) == (413, "application/problem+json", "too_large")
    assert told == []


def test_a_body_that_does_not_say_how_long_it_is_is_read_no_further(client, ours, told):
    query, body = push.sealed(TICK | {"filling": "A" * 50_000}, **ours)
    answer = client.post(PATH, query_string=query, input_stream=io.BytesIO(body),
                         headers={"Transfer-Encoding": "chunked"},
                         environ_overrides={"wsgi.input_terminated": True})

    assert (answer.status_code, told) == (403, [])


@pytest.mark.usefixtures("town")
def test_an_event_whose_effect_fails_is_told_again(push_to_us, told):
    def break_down(openid, **said):
        raise RuntimeError("a listener of ours is broken")
    with events.subscription_answered.connected_to(break_down):
        assert push_to_us(TICK).status_code == 500
    assert db.session.scalar(sa.select(sa.func.count(PushedEvent.id))) == 0

    told.clear()
    assert (push_to_us(TICK).data, len(told)) == (b"success", 1)


@pytest.mark.parametrize("event", ["user_enter_tempsession", "x" * 70, "", "../../etc", None, 5, ["event"]])
def test_what_nobody_knows_is_counted_as_one_thing_and_let_go(push_to_us, told, event):
    before = _counted("other", "unknown")

    assert push_to_us({"Event": event, "FromUserName": "demo:resident-li"}).data == b"success"
    assert (_counted("other", "unknown") - before, told) == (1, [])
    assert _counted(str(event), "unknown") == 0


def test_what_is_known_is_counted_by_its_name(push_to_us):
    before = [_counted(TICK["Event"], outcome) for outcome in ("taken", "repeated")]
    for _ in range(3):
        push_to_us(TICK)

    assert [_counted(TICK["Event"], outcome) for outcome in ("taken", "repeated")] == [before[0] + 1, before[1] + 2]


@pytest.mark.usefixtures("town")
def test_one_event_costs_few_statements(push_to_us, statements):
    with statements() as sent:
        push_to_us(TICK)

    assert len(sent) <= 3, sent


ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20)
    | some.sampled_from(["accept", "reject", "progress", "0", "demo:resident-li", "\x00"]),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from(
        ["TemplateId", "SubscribeStatusString", "ErrorCode", "ErrorStatus", "List", "suggest", "label", "x"]), inner),
    max_leaves=6)
FIELDS = ["FromUserName", "CreateTime", "List", "SubscribeMsgPopupEvent", "trace_id", "result", "errcode", "detail"]


@given(message=some.fixed_dictionaries({"Event": some.sampled_from(sorted(actions.KNOWN)) | ANYTHING},
                                       optional=dict.fromkeys(FIELDS, ANYTHING)))
@settings(max_examples=60, deadline=None, derandomize=True, database=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_the_platform_could_say_breaks_us(client, ours, message):
    query, body = push.sealed(message, **ours)

    assert client.post(PATH, query_string=query, data=body).status_code == 200


@given(body=some.binary(max_size=200) | ANYTHING.map(lambda value: json.dumps(value).encode())
       | some.text(string.ascii_letters + "+/=", max_size=90).map(lambda text: json.dumps({"Encrypt": text}).encode()),
       query=some.dictionaries(some.sampled_from(["timestamp", "nonce", "msg_signature", "encrypt_type"]),
                               some.text(max_size=20)))
@settings(max_examples=60, deadline=None, derandomize=True, database=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_a_stranger_sends_comes_in(client, ours, body, query):
    assert client.post(PATH, query_string=query, data=body).status_code == 403
