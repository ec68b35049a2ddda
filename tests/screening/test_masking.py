"""What becomes public is what a person has published who saw the text beside its masks; the original never is."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from service.accounts import actions as accounts
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid
from service.feedback import actions as feedback
from service.feedback.models import Answer, Ticket
from service.feedback.queries import lists, showing, voices
from service.feedback.queries.nearby import nearby
from service.screening import queries
from service.screening.models import CheckState, Why
from tests.screening.conftest import visitor_sees

TEXT, PUBLIC = "我叫李四，电话13911117777，3单元501漏水", "我叫李*，电话***，3单元***漏水"
NEARBY = "500115001009-01-01"


@pytest.fixture
def waiting(matters, ask):
    """One the platform has nothing against: its number, and the id of its review."""
    number = matters.shown(TEXT, category="facilities.elevator")
    ask()
    return number, matters.check(number).id


def _everywhere(matters, number) -> list:
    """All that a visitor, a neighbour and a supporter read of it."""
    return [matters.seen_by_visitors(number), nearby(NEARBY, None), lists.tickets(None, view="public").items,
            showing.seen_by(number, matters.people.hu), voices.answers_shown([number])]


def test_what_the_platform_passes_a_person_still_reads_first(matters, waiting):
    number, check_id = waiting

    assert (matters.publicity(number), matters.check(number).why) == ("held", Why.UNSEEN)
    assert (matters.seen_by_visitors(number), matters.listed()) == (None, [check_id])


@pytest.mark.parametrize("text", ["楼道灯不亮", TEXT])
def test_no_verdict_of_the_platform_shows_a_text(matters, ask, text):
    number = matters.shown(text)
    ask()

    assert matters.check(number).state is CheckState.HELD
    assert db.session.scalar(sa.select(Ticket.public_text).where(Ticket.number == number)) is None


def test_the_reviewer_sees_the_text_beside_what_is_proposed(matters, waiting):
    _, check_id = waiting
    review = queries.review(check_id, matters.people.zhang)

    assert (review["text"], review["proposed_text"], review["public_text"]) == (TEXT, PUBLIC, None)
    assert [(one["kind_name"], TEXT[one["start"]:one["end"]], one["mask"], one["certain"])
            for one in review["found"]] == [
        ("姓名", "李四", "李*", False), ("手机号", "13911117777", "***", True), ("门牌", "501", "***", False)]


def test_what_is_proposed_becomes_public_and_the_original_nowhere(matters, waiting):
    number, check_id = waiting
    matters.decided(check_id, show=True)
    feedback.support(number, by=matters.people.hu)

    seen = _everywhere(matters, number)
    assert (seen[0]["text"], seen[2][0]["excerpt"], seen[1][0]["excerpt"], seen[3]["text"]) == (PUBLIC,) * 4
    assert not [secret for secret in ("李四", "139", "7777", "501") if secret in repr(seen)]


def test_who_may_see_the_ticket_sees_the_original_and_what_everybody_reads(matters, waiting):
    number, check_id = waiting
    matters.decided(check_id, show=True)

    for name in ("li", "zhang"):
        shown = showing.seen_by(number, getattr(matters.people, name))
        assert (shown["text"], shown["public_text"]) == (TEXT, PUBLIC)


def test_the_reviewer_stars_what_was_not_found_and_puts_back_what_was_masked_wrongly(matters, waiting):
    number, check_id = waiting
    matters.decided(check_id, show=True, text="我叫**，电话***，3单元501漏水")

    assert matters.seen_by_visitors(number)["text"] == "我叫**，电话***，3单元501漏水"


@pytest.mark.parametrize(("text", "code"), [
    (TEXT, "persons_left"), ("电话13911117777", "persons_left"), ("我是李四，电话***", "words_added"),
    ("我叫李*，电话***，3单元***漏水了", "words_added")])
def test_he_adds_no_word_and_leaves_no_number_in(matters, waiting, text, code):
    number, check_id = waiting

    with pytest.raises(Invalid) as refused:
        matters.decided(check_id, show=True, text=text)
    assert (refused.value.code, list(refused.value.extra["fields"])) == (code, ["text"])
    assert (matters.publicity(number), matters.seen_by_visitors(number)) == ("held", None)


def test_who_holds_an_office_near_is_named_to_nobody(matters, ask):
    number = matters.shown("张蓉说话难听，胡院长也知道，都怪张蓉")
    ask()
    with pytest.raises(Invalid):
        matters.decided(matters.check(number).id, show=True, text="张蓉说话难听，胡*也知道，都怪张*", by="zhou")
    matters.decided(matters.check(number).id, show=True, by="zhou")

    assert matters.seen_by_visitors(number)["text"] == "张*说话难听，胡*也知道，都怪张*"


def test_who_leads_a_party_body_of_the_place_is_named_to_nobody(matters, ask):
    number = matters.shown("垃圾堆在谭德厚门口", place_code="500115001201-01")
    ask()

    assert queries.review(matters.check(number).id, matters.people.wu)["proposed_text"] == "垃圾堆在谭*门口"


def test_a_name_without_an_office_near_is_a_word_like_others(matters, ask):
    number = matters.shown("垃圾堆在谭德厚门口")
    ask()

    assert queries.review(matters.check(number).id, matters.people.wu)["proposed_text"] == "垃圾堆在谭德厚门口"


def test_a_picture_has_no_text_to_be_written(matters, ask):
    _, (photo_id,) = matters.pictured()
    ask()
    matters.judged(photo_id, "review")

    with pytest.raises(Invalid):
        matters.decided(matters.checks(photo_id=photo_id)[0].id, show=True, text="灯")


def test_hidden_after_all_the_text_for_everybody_is_gone(matters, waiting):
    number, check_id = waiting
    matters.decided(check_id, show=True)
    feedback.unpublish(number, by=matters.people.zhang, reason="又有人认出来了")

    ticket = db.session.scalars(sa.select(Ticket).where(Ticket.number == number)).one()
    assert (ticket.public_text, ticket.is_public) == (None, False)


def test_shown_the_other_way_while_its_reporter_does_not_want_it_it_waits_for_him(matters, waiting):
    number, check_id = waiting
    matters.decided(check_id, show=False)
    with atomic():
        db.session.execute(sa.update(Ticket).where(Ticket.number == number).values(kept_back=None))
    matters.decided(check_id, show=True, seen=matters.check(number).version)
    assert matters.seen_by_visitors(number) is None

    feedback.publish(number, by=matters.people.li)
    assert matters.seen_by_visitors(number)["text"] == PUBLIC


@pytest.mark.parametrize("q", ["13911117777", "李四", "501"])
def test_nobody_learns_of_the_original_by_searching_what_is_public(matters, waiting, q):
    number, check_id = waiting
    matters.decided(check_id, show=True)

    assert lists.tickets(None, view="public", q=q).items == []
    assert [item["number"] for item in lists.tickets(matters.people.zhang, view="place", q=q).items] == [number]
    assert [item["number"] for item in lists.tickets(None, view="public", q="漏水").items] == [number]


@pytest.mark.parametrize("model", [Ticket, Answer])
def test_the_database_shows_nothing_without_a_text_for_everybody(matters, waiting, model):
    number, _ = waiting
    matters.answered(number, "zhang")

    with pytest.raises(IntegrityError), atomic():
        db.session.execute(sa.update(model).values(is_public=True))
    db.session.rollback()


def test_leaving_takes_the_text_for_everybody_too(matters, waiting, ask):
    number, check_id = waiting
    matters.decided(check_id, show=True)
    matters.answered(number, "zhang", text="给3单元501修好了")
    ask()
    matters.decided(matters.listed("zhou")[0], show=True, by="zhou")
    accounts.erase(by=matters.people.li)

    assert set(db.session.scalars(sa.select(Ticket.public_text))) == {None}
    assert db.session.execute(sa.select(Answer.is_public, Answer.public_text)).all() == [(False, None)]


def test_over_http_the_reviewer_publishes_his_text(matters, waiting, client, town):
    number, check_id = waiting
    headers = town.sign_in("worker-zhang")
    refused = client.post(f"/api/v1/reviews/{check_id}/decision", json={"show": True, "text": TEXT}, headers=headers)
    answer = client.post(f"/api/v1/reviews/{check_id}/decision", json={"show": True, "text": PUBLIC}, headers=headers)

    assert (refused.status_code, refused.json["code"]) == (422, "persons_left")
    assert (answer.status_code, answer.json["public_text"]) == (201, PUBLIC)
    assert client.get(f"/api/v1/tickets/{number}").json["text"] == PUBLIC


def _answers(matters, number) -> list:
    return [step["text"] for step in matters.seen_by_visitors(number)["timeline"] if step["verb"] == "answer"]


def test_what_staff_answer_a_colleague_looks_at_first(matters, look, ask):
    number = matters.shown(category="facilities.elevator")
    look()
    photo_id = matters.picture("zhang")
    matters.answered(number, "zhang", text="给3单元501李阿姨疏通了", photos=[photo_id])
    assert _answers(matters, number) == [None]
    ask()
    (check_id,) = matters.listed()
    assert (_answers(matters, number), visitor_sees(photo_id)) == ([None], False)

    with pytest.raises(Forbidden):
        matters.decided(check_id, show=True, by="zhang")
    matters.decided(check_id, show=True, by="zhou")
    assert (_answers(matters, number), visitor_sees(photo_id)) == (["给3单元***李*疏通了"], True)
