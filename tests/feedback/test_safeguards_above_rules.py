"""No rule switches danger off, nor gives an accusation away: on every path by which a matter is routed."""

from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from service.core import caches, clock
from service.core.database import atomic, db
from service.core.errors import Invalid
from service.feedback import actions, seed
from service.feedback.actions import replaying
from service.feedback.actions import rules as acts
from service.feedback.models import Ticket
from service.feedback.queries import rules as questions
from service.feedback.queries.simulating import simulation
from service.feedback.routing import Queue, ReviewLevel, Safeguard, Urgency, highest
from service.feedback.workflow import State
from service.notifications.models import Message
from service.town import cast
from tests.feedback.conftest import FOR

COMMUNITY, PARTY_MEMBER, PUBLIC = Queue
DANGER, ACCUSATION, ENFORCEMENT = Safeguard
GUARDED = [sentence for sentence in seed.sentences() if sentence.kinds]
STUCK, FIRE, GAS = "有人困在电梯里，快救救他", "三楼着火了", "家里煤气味很大"
BRIBE = "社区张蓉收红包，举报她"
HERE = cast.NICKNAMES["building_1"]


@pytest.fixture
def zheng(people):
    return people.zheng


def _rule(**conditions):
    return {"name": "一条普通的规则", "priority": 5, "queue": PARTY_MEMBER, "service_level": "ordinary",
            "fallback": COMMUNITY} | conditions


def _rung(number):
    """Whether somebody was rung for this ticket."""
    return db.session.scalar(sa.select(sa.exists().where(Message.subject == number, Message.kind == "emergency")))


def _is_safe(ticket, sentence):
    rings = ticket.service_level == "emergency" and ticket.safeguard is DANGER and _rung(ticket.number)
    sealed = (ticket.state is State.REVIEWING and ticket.review_level is not None
              and highest((ticket.review_level, sentence.review_level)) is ticket.review_level)
    return ((ticket.queue, ticket.fallback) == (COMMUNITY, None) and (DANGER not in sentence.kinds or rings)
            and (ACCUSATION not in sentence.kinds or sealed))


# --- every rule there may be -------------------------------------------------------------------------------

class _Undo(Exception):
    """Ends a try without a trace."""


PLACES = (None, *(cast.NICKNAMES[name] for name in ("district", "town", "community", "compound", "building_1")))
WORDS = ("着火", "电梯", "煤气", "救", "社区", "收红包", "书记", "了", "人")
RULES = st.fixed_dictionaries({
    "place_code": st.sampled_from(PLACES), "priority": st.integers(0, 10_000), "queue": st.sampled_from(Queue),
    "category": st.sampled_from((None, *(row.code for row in seed.categories()))),
    "keywords": st.lists(st.sampled_from(WORDS), max_size=3, unique=True),
    "urgency": st.sampled_from((None, Urgency.URGENT, Urgency.ORDINARY, Urgency.COMPLEX)),
    "source": st.sampled_from((None, "app", "rider")), "needs_review": st.booleans(),
    "service_level": st.sampled_from(("ordinary", "complex", "utilities"))})


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(rule=RULES)
def test_whatever_plain_rule_is_saved_every_sentence_stays_safe(life, people, rule):
    rule |= {"name": "任意", "fallback": None if rule["queue"] is COMMUNITY else COMMUNITY}
    try:
        with suppress(_Undo), atomic():
            acts.save_rule(by=people.zheng, **rule)
            unsafe = [said.text for said in GUARDED if not _is_safe(_sent(people, said.text, rule), said)]
            raise _Undo
    except Invalid as refused:
        assume(refused.code not in ("rule_tie", "rule_broken"))
        raise
    finally:
        caches.clear_all()  # the version that was undone comes again with another rule
    assert unsafe == []


def _sent(people, text, rule):
    """Submitted where this rule holds."""
    return actions.submit(by=people.li, text=text, place_code=HERE, category=rule["category"],
                          urgency=rule["urgency"] or Urgency.ORDINARY, source=rule["source"] or "app")


@pytest.mark.parametrize("conditions", [
    {"category": "facilities.elevator"}, {"place_code": HERE},
    {"place_code": HERE, "keywords": ["电梯", "着火", "煤气"]},
    {"place_code": HERE, "category": "facilities.elevator", "urgency": Urgency.ORDINARY, "queue": PUBLIC}])
@pytest.mark.parametrize("text", [STUCK, FIRE, GAS])
def test_danger_rings_whatever_rule_an_administrator_saved(life, people, zheng, conditions, text):
    acts.save_rule(by=zheng, **_rule(**conditions))

    with life.letters() as heard:
        ticket = life.ticket(life.submit(text=text, category="facilities.elevator"))

    assert (ticket.queue, ticket.fallback, ticket.service_level, ticket.safeguard) == (
        COMMUNITY, None, "emergency", DANGER)
    assert {name for name, kind in heard if kind == "emergency"} == {"zhang", "zhou"}


def test_an_accusation_is_sealed_for_the_town_and_its_ticket_says_why(life, zheng):
    acts.save_rule(by=zheng, **_rule(place_code=HERE))

    with life.letters() as heard:
        ticket = life.ticket(life.submit(text=BRIBE, category=None, anonymous=True))

    assert (ticket.state, ticket.queue, ticket.review_level, ticket.safeguard) == (
        State.REVIEWING, COMMUNITY, ReviewLevel.TOWN, ACCUSATION)
    assert sorted(heard) == [("li", "received"), ("wu", "to_review")]
    assert [one["kind"] for one in ticket.route["safeguards"]][:1] == ["accusation"]


@pytest.mark.parametrize(("text", "level", "rung"), [
    ("书记收红包，我去问他就叫人拿刀堵我门", ReviewLevel.TOWN, {"wu"}),
    ("镇长收红包，还叫人持刀堵我的门", ReviewLevel.DISTRICT, {"zheng"})])
def test_danger_in_an_accusation_rings_only_where_it_is_reviewed(life, text, level, rung):
    with life.letters() as heard:
        ticket = life.ticket(life.submit(text=text, category=None))

    assert (ticket.state, ticket.review_level, ticket.safeguard, ticket.service_level) == (
        State.REVIEWING, level, DANGER, "emergency")
    assert {name for name, kind in heard if kind == "emergency"} == rung


# --- every path --------------------------------------------------------------------------------------------

def test_old_messages_that_are_taken_over_are_asked_too(town, tmp_path):
    file = tmp_path / "old.csv"
    file.write_text("\n".join(["subject,detail", f",{FIRE}", f",{BRIBE}"]), encoding="utf-8")

    *_, _outcome = replaying.replay(file, cast.COMMUNITY, longest=4000)

    assert list(db.session.scalars(sa.select(Ticket.safeguard).order_by(Ticket.id))) == [DANGER, ACCUSATION]


@pytest.mark.parametrize("source", ["rider", "courtyard", "wechat", "12345"])
def test_it_does_not_matter_by_which_door_it_comes(life, source):
    assert life.ticket(life.submit(text=FIRE, source=source)).service_level == "emergency"


@pytest.mark.parametrize("queue", [PARTY_MEMBER, PUBLIC])
@pytest.mark.parametrize(("facts", "said"), [
    ({"text": STUCK}, "险情"), ({"urgency": Urgency.EMERGENCY}, "险情"),
    ({"category": "environment.noise"}, "执法部门")])
def test_what_a_safeguard_holds_is_not_transferred_to_volunteers(life, people, queue, facts, said):
    number = life.submit(**{"queue": COMMUNITY} | facts)

    with pytest.raises(Invalid) as refused:
        actions.transfer(number, by=people.zhang, queue=queue, reason="请党员去看看")

    assert said in refused.value.extra["fields"]["queue"][0]


@pytest.mark.parametrize("category", [FOR[PARTY_MEMBER], FOR[PUBLIC], "environment.noise"])
def test_another_category_does_not_lose_danger(life, people, category):
    number = life.submit(text=FIRE)

    actions.recategorize(number, by=people.zhang, category=category)

    ticket = life.ticket(number)
    assert (ticket.queue, ticket.service_level, ticket.safeguard) == (COMMUNITY, "emergency", DANGER)


def test_what_came_before_the_safeguards_is_held_when_it_moves(life, people):
    number = life.submit(text="楼道里有股味道")
    with atomic():
        db.session.execute(sa.update(Ticket).values(text=FIRE))

    with pytest.raises(Invalid):
        actions.transfer(number, by=people.zhang, queue=PUBLIC, reason="请群众看看")
    actions.claim(number, by=people.wang)
    actions.release(number, by=people.wang, reason="我不会")

    assert (life.ticket(number).queue, life.ticket(number).safeguard) == (COMMUNITY, DANGER)


def test_danger_is_not_merged_into_an_ordinary_matter(life, people):
    lamp, fire, same = life.submit(queue=COMMUNITY), life.submit(text=FIRE, by="chen"), life.submit(text=FIRE)

    with pytest.raises(Invalid):
        actions.merge(fire, by=people.zhang, into=lamp)
    actions.merge(fire, by=people.zhang, into=same)

    assert life.ticket(fire).state is State.CLOSED


# --- tried before it is saved ------------------------------------------------------------------------------

def _trials(zheng, rule):
    """What saving, previewing and simulating this rule say of the fixed list."""
    period = {"since": clock.now() - timedelta(days=1), "until": clock.now()}
    yield questions.preview(zheng, text="路灯不亮", place_code=HERE, rule=rule)["safety"]
    yield simulation(zheng, rule=rule, **period)["safety"]
    yield simulation(zheng, rules=[rule, _rule(name="其他", priority=9)], **period)["safety"]
    yield questions.rule(acts.save_rule(by=zheng, **rule).rule_id, zheng)["safety"]


def test_trying_and_saving_a_rule_say_that_every_sentence_stays_safe_and_which_go_elsewhere(town, people):
    for safety in _trials(people.zheng, _rule(place_code=HERE)):
        assert (safety["sentences"], safety["safe_before"], safety["safe_after"]) == (len(GUARDED),) * 3
        assert {"轮胎漏气，附近哪里可以打气"} <= {one["text"] for one in safety["changed"]}
        assert not {sentence.text for sentence in GUARDED} & {one["text"] for one in safety["changed"]}


@pytest.mark.parametrize(("text", "expected"), [(FIRE, ("danger", None, False)), (BRIBE, ("accusation", "town", True)),
                                                ("路灯不亮", (None, None, False))])
def test_a_preview_says_which_safeguard_holds_a_text(town, people, text, expected):
    said = questions.preview(people.zhang, text=text, place_code=HERE)

    assert (said["safeguard"], said["review_level"], said["needs_review"]) == expected
