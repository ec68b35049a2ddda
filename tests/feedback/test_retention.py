"""What is not kept for ever: the person on a ticket closed long ago, and old rows of logs; and what stays."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.core import audit, clock
from service.core.audit import AuditEntry
from service.core.audit_words import AuditWords
from service.core.database import atomic, db
from service.feedback import actions
from service.feedback.actions import retaining
from service.feedback.models import Answer, Rating, Request, Ticket
from service.feedback.workflow import State
from service.media.models import DoomedFile, Photo
from service.notifications.models import Message
from tests.audited import told

TWO_YEARS = timedelta(days=730, seconds=1)


@pytest.fixture
def elder(life):
    """A matter told on behalf of an elder: with his name, phone, address and where the lamp stands."""
    return life.submit(by="zhang", on_behalf_of={"name": "李阿姨", "phone": "13800001234"},
                       address="一号楼二单元301", coordinates={"latitude": 29.8, "longitude": 107.1})


@pytest.fixture
def picture(people):
    """`picture("ticket", 7)` hangs one of 李阿姨's pictures there."""
    def hang(to, on):
        number = db.session.scalar(sa.select(sa.func.count()).select_from(Photo))
        with atomic() as session:
            session.add(Photo(id=f"{number:032x}", owner_id=people.li.account_id, key=f"k{number}",
                              thumbnail_key=f"t{number}", width=1, height=1, size=1, attached_to=to, attached_id=on,
                              created_at=clock.now()))
    return hang


def _closed(life, number):
    """Answered and, after a week's silence, closed."""
    return life.answer(number, by="wang")


def _personal(ticket):
    return [getattr(ticket, name) for name in ("contact_name", "contact_phone", "contact_phone_index", "address",
                                               "coordinates")]


@pytest.fixture
def closed_elder(life, elder, time_passes):
    """The elder's matter, closed at this moment."""
    _closed(life, elder)
    time_passes(days=7)
    assert life.ticket(elder).state is State.CLOSED
    return elder


def test_the_person_goes_two_years_after_closing_and_the_matter_stays(life, closed_elder, wait):
    text = life.ticket(closed_elder).text
    wait(days=730)
    early = retaining.forget_personal()
    kept = _personal(life.ticket(closed_elder))
    wait(seconds=1)

    assert (early, retaining.forget_personal()) == (0, 1)
    ticket = life.ticket(closed_elder)
    assert None not in kept and _personal(ticket) == [None] * 5
    assert (ticket.text, life.verbs(closed_elder)[-1]) == (text, "auto_confirm")
    assert db.session.scalar(sa.select(Answer.text).where(Answer.ticket_id == ticket.id)) == "已修好"


def test_pictures_go_with_their_files(life, closed_elder, wait, picture):
    ticket = life.ticket(closed_elder)
    picture("ticket", ticket.id)
    picture("answer", db.session.scalar(sa.select(Answer.id).where(Answer.ticket_id == ticket.id)))
    picture("ticket", ticket.id + 1000)
    wait(days=731)

    retaining.forget_personal()

    assert db.session.scalars(sa.select(Photo.attached_id)).all() == [ticket.id + 1000]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(DoomedFile)) == 4


def test_what_the_two_sides_wrote_to_each_other_goes(life, people, elder, time_passes, wait):
    life.hold(elder)
    actions.contact(elder, by=people.wang, method="phone", reached=True, note="女儿接的，13800005678")
    actions.request_extension(elder, by=people.wang, reason="老人住院", answer_by=life.day(9))
    actions.decide(elder, by=people.wu, granted=True)
    actions.ask(elder, by=people.wang, text="老人的电话是多少？")
    actions.reply(elder, by=people.zhang, text="13800001234")
    _closed(life, elder)
    time_passes(days=7)
    wait(days=731)

    retaining.forget_personal()

    said = {(step.verb.value, step.text) for step in life.steps(elder)}
    assert {step for step in said if step[0] in ("extend", "ask", "reply", "contact")} == {
        ("extend", None), ("ask", None), ("reply", None), ("contact", None)}
    assert db.session.scalars(sa.select(Request.reason)).all() == [retaining.FORGOTTEN]
    assert ("answer", "已修好") in said
    letters = db.session.execute(sa.select(Message.kind, Message.body).where(Message.subject == elder)).all()
    assert {"asked", "requested"} <= {letter.kind for letter in letters}
    assert {letter.body for letter in letters} == {retaining.FORGOTTEN}


def test_why_somebody_looked_at_the_contact_goes_and_that_he_did_stays(life, people, closed_elder, wait):
    audit.record("reveal", by=people.zhang, subject=closed_elder, words={"reason": "女儿 13800005678 要回电话"})
    wait(days=731)

    retaining.forget_personal()

    assert not [said for said in db.session.scalars(sa.select(AuditWords.said)) if said and "女儿" in said]
    who = db.session.scalar(sa.select(AuditEntry.actor_id).where(AuditEntry.act == "reveal"))
    assert who == people.zhang.account_id
    assert audit.first_broken() is None


def test_what_the_resident_wrote_with_his_rating_goes_and_his_rating_stays(life, time_passes, wait):
    number = life.answer(life.submit(by="li"))
    life.rate(number, solved="no", comment="我家 301 还在漏水")
    life.rate(life.answer(number), solved="yes", comment="李阿姨谢谢")
    wait(days=731)

    assert retaining.forget_personal() == 1

    assert db.session.execute(sa.select(Rating.solved, Rating.comment).order_by(Rating.id)).all() == [
        ("no", None), ("yes", None)]
    assert {step.text for step in life.steps(number) if step.verb == "reopen"} == {None}


def test_an_open_matter_keeps_its_person_however_old(life, elder, wait):
    wait(days=3000)

    assert retaining.forget_personal() == 0 and None not in _personal(life.ticket(elder))


def test_what_was_forgotten_is_not_looked_at_again(life, closed_elder, wait, statements):
    wait(days=731)
    retaining.forget_personal()
    version = life.ticket(closed_elder).version

    with statements() as sent:
        assert retaining.forget_personal() == 0

    assert len(sent) == 1 and life.ticket(closed_elder).version == version


def test_a_merged_matter_follows_its_primary(life, people, elder, time_passes, wait):
    primary = life.submit(by="chen")
    actions.merge(elder, by=people.zhang, into=primary)
    wait(days=731)
    while_open = retaining.forget_personal()
    life.answer(primary, by="wang")
    time_passes(days=7)
    wait(days=729)
    too_early = retaining.forget_personal()
    wait(days=2)

    assert (while_open, too_early, retaining.forget_personal()) == (0, 0, 2)
    assert _personal(life.ticket(elder)) == [None] * 5


def test_a_matter_opened_again_and_closed_again_is_forgotten_again(life, people, elder, time_passes, wait):
    primary = life.submit(by="chen")
    actions.merge(elder, by=people.zhang, into=primary)
    life.answer(primary, by="wang")
    time_passes(days=7)
    wait(days=731)
    retaining.forget_personal()
    actions.unmerge(elder, by=people.zhang)
    with atomic() as session:
        session.execute(sa.update(Ticket).where(Ticket.number == elder).values(address="二单元302"))
    _closed(life, elder)
    time_passes(days=7)
    wait(days=731)

    assert retaining.forget_personal() == 1 and life.ticket(elder).address is None


def test_a_batch_is_one_row_in_the_audit_log_and_names_nobody(life, closed_elder, wait):
    wait(days=731)
    retaining.forget_personal()

    row = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "forget_personal")).one()
    assert row.actor_id is None and '"count":1' in row.details and "李" not in str(told(row))


@pytest.mark.only_postgresql
def test_what_is_opened_again_at_this_moment_keeps_its_person_or_is_closed(life, people, elder, wait, run_together,
                                                                            time_passes):
    primary = life.submit(by="chen")
    actions.merge(elder, by=people.zhang, into=primary)
    life.answer(primary, by="wang")
    time_passes(days=7)
    wait(days=731)

    forgotten, reopened = run_together([retaining.forget_personal, lambda: actions.unmerge(elder, by=people.zhang)])

    assert not isinstance(forgotten, Exception) and not isinstance(reopened, Exception)
    ticket = life.ticket(elder)
    assert ticket.state is State.QUEUED
    assert (ticket.forgotten_at is None) == (ticket.address is not None)


@pytest.mark.only_postgresql
def test_what_is_to_be_forgotten_is_found_by_its_index(town):
    statement = retaining._to_forget(clock.now()).compile(db.engine, compile_kwargs={"literal_binds": True})
    with atomic() as session:
        session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(session.scalars(sa.text(f"EXPLAIN {statement}".replace(":", "\\:"))))

    assert "ix_tickets_to_forget" in plan
