"""Letters are written with the change itself, cheaply, once each; delivery is woken after the commit."""

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.notifications import outbox
from service.notifications.models import DeliveryState, Message


def _keys():
    return db.session.scalars(sa.select(Message.dedupe_key).order_by(Message.id)).all()


def test_many_letters_are_one_insert(town, letter, statements):
    letters = [letter(key=f"many:{number}") for number in range(50)]

    with statements() as sent, atomic():
        outbox.put(letters)

    assert [text.split()[0] for text in sent] == ["INSERT"] and len(_keys()) == 50


def test_no_letters_are_no_statement_and_wake_nobody(town, app, statements):
    with statements() as sent, atomic():
        outbox.put([])

    assert sent == [] and app.extensions["jobs"].pending_count() == 0


def test_a_letter_waits_for_a_worker_from_the_first_moment(town, write, message):
    written = message(write(title="已接单", place="building_1"))

    assert (written.state, written.tries, written.read_at) == (DeliveryState.WAITING, 0, None)
    assert written.next_try_at == written.created_at
    assert written.place_id == town.place("building_1").id


def test_the_same_dedupe_key_twice_is_one_message(town, write, letter):
    write(key="claimed:1", title="first")

    with atomic():
        outbox.put([letter(key="claimed:1", title="second"), letter(key="claimed:2"),
                    letter(key="claimed:2")])

    assert _keys() == ["claimed:1", "claimed:2"]
    assert db.session.scalar(sa.select(Message.title).where(Message.dedupe_key == "claimed:1")) == "first"


@pytest.mark.parametrize(("kind", "template"), [
    ("claimed", "progress"), ("answered", "answer"), ("emergency", "task"), ("day_announced", "activity"),
    ("never_heard_of", "progress")])
def test_a_letter_goes_by_the_template_of_its_kind(town, write, message, kind, template):
    written = message(write(kind=kind))

    assert (written.template, written.urgent, written.paid) == (template, False, False)


def test_an_urgent_letter_is_marked(town, write, message):
    assert message(write(urgent=True)).urgent is True


def test_a_long_title_is_cut_rather_than_refused(town, write, message):
    assert message(write(title="长" * 100)).title == "长" * 64


def test_a_rollback_leaves_nothing_and_wakes_nobody(town, app, letter):
    with pytest.raises(LookupError), atomic():
        outbox.put([letter()])
        raise LookupError("the change failed after all")

    assert _keys() == [] and app.extensions["jobs"].pending_count() == 0


def test_a_letter_is_not_written_outside_a_transaction(town, letter):
    with pytest.raises(RuntimeError):
        outbox.put([letter()])

    assert _keys() == []


def test_delivery_is_woken_after_commit_and_once_a_second(town, app, letter, monkeypatch):
    jobs, wakings, seconds = app.extensions["jobs"], [], iter([0.0, 0.5, 1.5])
    monkeypatch.setattr("service.core.jobs.time.monotonic", lambda: next(seconds))

    for _ in range(3):
        with atomic():
            outbox.put([letter()])
            with atomic():
                outbox.put([letter()])
            wakings.append(jobs.pending_count())
        wakings.append(jobs.pending_count())

    assert wakings == [0, 1, 1, 1, 1, 2]


def test_waking_delivers_on_a_worker_and_not_in_the_request(town, app, wechat, write, monkeypatch):
    write()
    sent_in_the_request = len(wechat.sent)
    jobs = app.extensions["jobs"]

    monkeypatch.setattr("service.core.jobs.LINGER", 0)
    jobs.execute(jobs.dequeue())

    assert (sent_in_the_request, len(wechat.sent)) == (0, 1)
