"""How a matter stands, in every state and from every side."""

import pytest

from service.feedback.routing import Queue
from service.feedback.workflow import Outcome, State, Verb
from service.web import held, telling
from service.web.words import matters

BASE = {"state": State.QUEUED, "outcome": None, "queue": Queue.COMMUNITY, "holder": None, "overdue": False,
        "supervised": False, "notice": None, "objection": None,
        "claim_by": "2026-03-04T04:00:00+00:00", "answer_by": "2026-03-09T04:00:00+00:00"}


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_sentence(state):
    outcomes = Outcome if state is State.CLOSED else (None,)

    for outcome in outcomes:
        said = telling.standing(BASE | {"state": state, "outcome": outcome})
        assert said.endswith("。") and "None" not in said


@pytest.mark.parametrize("verb", Verb)
def test_every_step_has_its_words_and_every_verb_a_name(verb):
    entry = {"verb": verb, "actor": "王师傅", "role": "holder", "data": None}

    assert "{" not in telling.step(entry) and verb in matters.STEPS


def test_who_waits_for_whom_is_said_to_his_face():
    answered = BASE | {"state": State.ANSWERED, "holder": "王师傅"}

    assert "等您评价" in telling.standing(answered, asked=True)
    assert "等反映人评价" in telling.standing(answered)


def test_the_reporter_reads_that_he_was_called_himself():
    entry = {"verb": Verb.CONTACT, "actor": "王师傅", "role": "holder", "data": None}

    assert telling.step(entry, "reporter") == "王师傅联系了您"
    assert telling.step(entry) == "王师傅联系了反映人"


def test_a_consent_says_whether_it_was_given():
    entry = {"verb": Verb.CONSENT, "actor": "吴主任", "role": "supervisor", "data": {"granted": False}}

    assert telling.step(entry) == "吴主任没有同意这个申请"


def test_the_first_limit_that_passed_is_the_one_that_is_told():
    late = BASE | {"overdue": True, "supervised": True, "claim_by": "2020-01-02T00:00:00+00:00"}

    assert "这件事晚了，已超过" in telling.standing(late) and "已上报镇街督办。" in telling.standing(late)


def test_what_is_held_reads_without_knowing_how_it_is_kept():
    assert held.held_value("2026-03-04T04:00:00+00:00").endswith("3月4日 12:00")
    assert (held.held_value("community_worker"), held.held_value("queued")) == ("社区工作人员", "等待接单")
