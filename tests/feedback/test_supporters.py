"""Who says "me too" may be a stranger: he hears that it was answered, and nothing that was told in confidence."""

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.core.errors import NotFound, WrongMoment
from service.feedback import actions
from service.feedback.models import Answer, Rating, Solved
from service.feedback.queries.showing import seen_by
from service.feedback.routing import Queue
from service.feedback.workflow import Outcome, State, Verb
from service.notifications.models import Message
from service.organization.actors import VerifyPhoneFirst
from tests.looking import everything_is_looked_at

SECRET = "给3单元501李阿姨疏通了"
NOTE = "那一栋的下水管已经疏通。"


@pytest.fixture
def blocked_drain(life, people):
    """李阿姨's anonymous matter that is not public, which 胡院长 supports."""
    number = life.submit(queue=Queue.COMMUNITY, text="501的下水道堵了，我腿脚不便", anonymous=True)
    actions.support(number, by=people.hu)
    return number


@pytest.fixture
def heard(people):
    """`heard("hu")`: the words of every letter to him, in order."""
    return lambda name: db.session.scalars(sa.select(Message.title + "。" + Message.body).where(
        Message.account_id == getattr(people, name).account_id).order_by(Message.id)).all()


def test_a_supporter_hears_that_it_was_answered_and_not_what(life, blocked_drain, heard):
    life.answer(blocked_drain, text=SECRET)

    (letter,) = heard("hu")
    assert "有答复了" in letter and SECRET not in letter and "评价" not in letter
    assert SECRET in heard("li")[-1] and "请评价" in heard("li")[-1]


def test_a_supporter_hears_the_public_note_and_its_reporter_reads_both(life, people, blocked_drain, heard):
    life.answer(blocked_drain, text=SECRET, public_note=NOTE)
    last, his = (seen_by(blocked_drain, by)["timeline"][-1] for by in (people.hu, people.li))

    assert NOTE in heard("hu")[0] and SECRET not in heard("hu")[0]
    assert (last["verb"], last["text"], last["public_note"]) == (Verb.ANSWER, None, NOTE)
    assert (his["text"], his["public_note"]) == (SECRET, NOTE)


def test_of_a_public_matter_a_supporter_hears_what_everybody_reads(life, people, heard):
    number = life.submit(queue=Queue.COMMUNITY, public=True)
    everything_is_looked_at()
    actions.support(number, by=people.hu)
    life.answer(number, text="已经疏通")
    before = heard("hu")
    everything_is_looked_at()

    assert (len(before), "已经疏通" in before[0]) == (1, False)
    assert "已经疏通" in heard("hu")[1] and "评价" not in "".join(heard("hu"))


def test_a_note_of_who_is_not_staff_is_told_once_it_was_looked_at(life, people, heard):
    number = life.submit()
    actions.support(number, by=people.hu)
    life.answer(number, text=SECRET, public_note=NOTE)
    before = (heard("hu"), seen_by(number, people.hu)["timeline"][-1]["public_note"])
    everything_is_looked_at()

    assert (len(before[0]), NOTE in before[0][0], before[1]) == (1, False, None)
    assert NOTE in heard("hu")[1] and len(heard("hu")) == 2
    assert seen_by(number, people.hu)["timeline"][-1]["public_note"] == NOTE


@pytest.mark.parametrize(("queue", "name"), [(Queue.COMMUNITY, "worker-zhang"), (Queue.PARTY_MEMBER, "member-wang")])
@pytest.mark.parametrize(("note", "instead"), [
    (SECRET, "给3单元***李*疏通了"), ("3单元501的水管已经疏通", "3单元***的水管已经疏通"),
    ("已经疏通，可问13911117777", "已经疏通，可问***")])
def test_a_note_for_strangers_names_nobody_whoever_writes_it(client, town, life, queue, name, note, instead):
    number, headers = life.hold(life.submit(queue=queue, anonymous=True)), town.sign_in(name)
    path = f"/api/v1/tickets/{number}/answer"

    refused = client.post(path, json={"text": SECRET, "public_note": note}, headers=headers)

    assert (refused.status_code, refused.json["code"]) == (422, "persons_left")
    assert refused.json["fields"]["public_note"][0].endswith(f"请改成：{instead}")
    assert (life.ticket(number).state, db.session.scalar(sa.select(sa.func.count(Answer.id)))) == (State.CLAIMED, 0)
    told = client.post(path, json={"text": SECRET, "public_note": f"{NOTE}可打023-40251234"}, headers=headers)
    assert told.status_code == 201  # how an office is called


def test_a_note_that_is_held_is_told_to_nobody(life, people, heard):
    number = life.submit()
    actions.support(number, by=people.hu)
    life.answer(number, text=SECRET, public_note=f"{NOTE}测试违规")
    everything_is_looked_at()

    assert [NOTE in letter for letter in heard("hu")] == [False]
    assert db.session.scalars(sa.select(Answer.note_is_public)).all() == [False]


def test_supporters_of_what_was_merged_hear_no_more_than_those_of_the_primary(life, people, blocked_drain, heard):
    primary = life.hold(life.submit(by="chen", queue=Queue.COMMUNITY))
    actions.merge(blocked_drain, by=people.zhou, into=primary)
    life.answer(primary, text=SECRET)

    assert [(SECRET in letter, "评价" in letter) for letter in heard("hu")] == [(False, False)]
    assert (SECRET in heard("li")[-1], "请评价" in heard("li")[-1]) == (True, True)
    life.rate(blocked_drain, Solved.YES)
    assert db.session.scalar(sa.select(Rating.rater_id)) == people.li.account_id


@pytest.mark.parametrize("end", ["rejected", "ended", "auto_confirmed", "forwarded_done"])
def test_however_it_ends_no_word_of_it_goes_to_a_supporter(life, people, blocked_drain, heard, time_passes, end):
    told = "李阿姨家的情况另有原因"
    if end == "rejected":
        actions.reject(blocked_drain, by=people.zhou, reason_code="court", reason=told, other_channel="法院")
    if end == "ended":
        life.reopened(blocked_drain, 2)
        actions.end(blocked_drain, by=people.wu, reason=told, other_channel="信访办")
    if end == "auto_confirmed":
        life.answer(blocked_drain, text=told)
        time_passes(days=7)
    if end == "forwarded_done":
        actions.forward(blocked_drain, by=people.zhang, reason=told, external_system="12345")
        actions.feed_back(blocked_drain, by=people.zhou, text=told)

    outline = seen_by(blocked_drain, people.hu)
    assert "已经办结" in heard("hu")[-1]
    assert not [letter for letter in heard("hu") if told in letter or "评价" in letter or "没有解决" in letter]
    assert (outline["outcome"], told in str(outline)) == (end, False)


def test_what_was_asked_and_said_in_between_reaches_no_supporter(life, people, blocked_drain, heard):
    life.hold(blocked_drain)
    actions.ask(blocked_drain, by=people.zhang, text="您是501的李阿姨吗？")
    actions.reply(blocked_drain, by=people.li, text="是的，钥匙在邻居家")
    life.rate(life.answer(blocked_drain, text=SECRET), Solved.NO, comment="还是堵")

    outline = seen_by(blocked_drain, people.hu)
    assert [step["verb"] for step in outline["timeline"]] == [Verb.SUBMIT, Verb.CLAIM, Verb.ANSWER]
    assert len(heard("hu")) == 1
    assert not [word for word in ("501", "钥匙", "还是堵", "李") if word in str(outline) or word in str(heard("hu"))]


def test_a_supporter_is_not_asked_to_rate_and_may_not(life, people, blocked_drain):
    life.answer(blocked_drain)

    assert seen_by(blocked_drain, people.hu)["permitted"] == []
    with pytest.raises(NotFound):
        life.rate(blocked_drain, by="hu")


def test_a_supporter_reads_no_person_no_picture_and_no_spot(life, people, blocked_drain):
    life.answer(blocked_drain, text=SECRET)
    outline = seen_by(blocked_drain, people.hu)

    assert [outline[name] for name in ("text", "reporter", "holder", "coordinates", "route", "photos")] == [
        None, None, None, None, None, []]


def test_me_too_is_said_by_who_has_proved_a_phone(life, people):
    number = life.submit()

    with pytest.raises(VerifyPhoneFirst) as refused:
        actions.support(number, by=people.chen)

    assert refused.value.code == "verify_phone_first" and "手机号" in refused.value.detail
    assert life.ticket(number).support_count == 0


def test_what_is_over_is_said_before_a_phone_is_asked_for(life, people):
    number = life.submit()
    life.rate(life.answer(number))

    with pytest.raises(WrongMoment):
        actions.support(number, by=people.chen)


def test_a_closed_matter_tells_its_supporters_in_few_statements_however_many(life, people, blocked_drain, statements):
    counts = []
    for index in range(2):
        number = life.hold(life.submit(queue=Queue.COMMUNITY))
        for one in life.newcomers(1 + 20 * index):
            actions.support(number, by=one)
        actions.contact(number, by=people.zhang, method="phone", reached=True)
        with statements() as sent:
            actions.answer(number, by=people.zhang, text=SECRET)
        counts.append(len(sent))

    assert counts[0] == counts[1]
    assert life.ticket(number).state is State.ANSWERED and life.ticket(number).outcome is not Outcome.CONFIRMED
