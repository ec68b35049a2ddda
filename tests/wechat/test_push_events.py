"""What an event says: numbers as texts, single things as lists, and two tellings of one thing known as one."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from service.wechat import actions, events, reading
from service.wechat.answers import Suggestion, Verdict

POPUP, CHANGE, SENT = (f"subscribe_msg_{what}_event" for what in ("popup", "change", "sent"))


@pytest.fixture
def heard(town):
    """Everything that is announced meanwhile: (signal, sender, what was said)."""
    said = []

    def listen(name):
        return lambda sender, **keywords: said.append((name, sender, keywords))
    listeners = {name: listen(name) for name in ("subscription_answered", "message_reported", "picture_judged")}
    for name, listener in listeners.items():
        getattr(events, name).connect(listener)
    return said, listeners  # blinker holds listeners weakly: they live as long as the fixture


@pytest.fixture
def tell(heard):
    """`tell(event, **fields)`: everything announced by an event from somebody at some time."""
    def said_of(event, **fields):
        actions.tell({"FromUserName": "somebody", "CreateTime": 1790000000, "Event": event} | fields)
        return heard[0]
    return said_of


def _tick(template="progress", status="accept"):
    return {"TemplateId": template, "SubscribeStatusString": status, "PopupScene": "0"}


def _answer(template="progress", accepted=True, in_settings=False):
    return "subscription_answered", "somebody", {"template_id": template, "accepted": accepted,
                                                 "in_settings": in_settings}


@pytest.mark.parametrize("fields", [
    {"List": _tick()}, {"List": [_tick()]}, {"SubscribeMsgPopupEvent": {"List": _tick()}},
    {"SubscribeMsgPopupEvent": {"List": [_tick()]}}, {"List": [_tick(), None, "x", []]}], ids=str)
def test_a_list_may_be_one_thing_and_lie_deeper(tell, fields):
    assert tell(POPUP, **fields) == [_answer()]


def test_every_template_of_a_window_is_announced(tell):
    said = tell(POPUP, List=[_tick("task", "reject"), _tick("answer"), _tick("x", "ban"), _tick("y", ["accept"])])

    assert said == [_answer("answer"), _answer("task", accepted=False)]


@pytest.mark.parametrize(("status", "accepted"), [("accept", True), ("reject", False)])
def test_what_is_switched_in_the_settings_is_told_apart_from_the_window(tell, status, accepted):
    assert tell(CHANGE, List=_tick(status=status)) == [_answer(accepted=accepted, in_settings=True)]


@pytest.mark.parametrize(("item", "delivered", "refused"), [
    ({"ErrorCode": "0", "ErrorStatus": "success"}, True, False), ({"ErrorCode": 0}, True, False),
    ({"ErrorCode": "43101"}, False, True), ({"ErrorCode": 43101}, False, True),
    ({"ErrorCode": "1", "ErrorStatus": "user refused"}, False, True),
    ({"ErrorCode": "1", "ErrorStatus": "User Block"}, False, True),
    ({"ErrorCode": "1", "ErrorStatus": "system failed"}, False, False), ({}, False, False)], ids=str)
def test_a_message_that_was_not_wanted_is_told_apart_from_one_that_went_astray(tell, item, delivered, refused):
    assert tell(SENT, List=item | {"TemplateId": "task", "MsgID": "1"}) == [
        ("message_reported", "somebody", {"template_id": "task", "delivered": delivered, "refused": refused})]


@pytest.mark.parametrize(("fields", "verdict"), [
    ({"result": {"suggest": "risky", "label": 20001}}, Verdict(Suggestion.RISKY, 20001)),
    ({"result": {"suggest": "pass", "label": "100"}, "errcode": "0"}, Verdict(Suggestion.PASS, 100)),
    ({"result": {"suggest": "review", "label": None}, "errcode": 0}, Verdict(Suggestion.REVIEW, 21000)),
    ({"result": {"suggest": "pass"}, "errcode": -1008}, Verdict(Suggestion.REVIEW, 21000)),
    ({"result": {"suggest": "splendid", "label": 100}}, Verdict(Suggestion.REVIEW, 100)),
    ({"result": {"suggest": ["pass"]}}, Verdict(Suggestion.REVIEW, 21000)),
    ({"result": "pass"}, Verdict(Suggestion.REVIEW, 21000)), ({}, Verdict(Suggestion.REVIEW, 21000))], ids=str)
def test_a_picture_passes_only_when_the_platform_says_so_clearly(tell, fields, verdict):
    assert tell("wxa_media_check", trace_id="t-1", **fields) == [("picture_judged", "t-1", {"verdict": verdict})]


@pytest.mark.parametrize("fields", [{"FromUserName": None}, {"FromUserName": ["x"]}, {"FromUserName": "a b"},
                                    {"FromUserName": "x" * 129}, {"FromUserName": "\ud800"}], ids=str)
def test_an_answer_of_nobody_is_not_announced(tell, fields):
    assert tell(POPUP, List=_tick(), **fields) + tell(SENT, List=_tick(), **fields) == []


@pytest.mark.parametrize("trace_id", [None, 5, "", "a b", "x" * 129, {"a": 1}])
def test_a_check_without_a_trace_is_not_announced(tell, trace_id):
    assert tell("wxa_media_check", trace_id=trace_id, result={"suggest": "pass"}) == []


ONE = {"Event": POPUP, "FromUserName": "somebody", "CreateTime": 1790000000, "List": [_tick("a"), _tick("b")]}


@pytest.mark.parametrize("again", [
    {"CreateTime": "1790000000"}, {"List": [_tick("b"), _tick("a")]}, {"MsgType": "event"}], ids=str)
def test_two_tellings_of_one_event_have_one_key(again):
    assert reading.key_of(ONE | again) == reading.key_of(ONE)


@pytest.mark.parametrize("other", [{"CreateTime": 1790000001}, {"FromUserName": "somebody-else"}, {"Event": CHANGE},
                                   {"List": [_tick("a")]}, {"List": [_tick("a"), _tick("b", "reject")]}], ids=str)
def test_two_events_have_two_keys(other):
    assert reading.key_of(ONE | other) != reading.key_of(ONE)


def test_a_check_is_known_by_its_trace_alone():
    first = {"Event": "wxa_media_check", "trace_id": "t-1", "CreateTime": 1, "result": {"suggest": "pass"}}

    assert reading.key_of(first | {"CreateTime": 2, "FromUserName": "x"}) == reading.key_of(first)
    assert reading.key_of(first | {"trace_id": "t-2"}) != reading.key_of(first)


def test_a_key_fits_its_column_and_holds_nobody():
    key = reading.key_of(ONE | {"FromUserName": "o" * 10_000, "Event": "x" * 64})

    assert len(key) <= 160 and "ooo" not in key


def test_reports_within_one_second_are_all_taken(tell):
    for number in range(3):
        said = tell(SENT, List={"TemplateId": "task", "MsgID": str(number), "ErrorCode": "0"})

    assert len(said) == 3


@given(message=some.dictionaries(
    some.sampled_from(["FromUserName", "CreateTime", "List", "SubscribeMsgPopupEvent", "trace_id", "result"]),
    some.sampled_from(["\ud800", {"\ud800": "\udfff"}, [["\ud800"]], 10**400, float("nan"), {"List": {"x": "\ud800"}},
                       {"TemplateId": "\ud800", "SubscribeStatusString": "accept"}])))
@settings(max_examples=60, deadline=None, derandomize=True, database=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_halves_of_characters_and_endless_numbers_break_nothing(town, message):
    for event in actions.KNOWN:
        actions.tell({"FromUserName": "demo:resident-li", "trace_id": "t"} | message | {"Event": event})


@pytest.mark.only_postgresql
def test_one_event_told_by_many_at_once_is_announced_once(heard, run_together):
    results = run_together([lambda: actions.tell(ONE)] * 8)

    assert (sorted(results), len(heard[0])) == ([False] * 7 + [True], 2)
