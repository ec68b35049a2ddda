"""A dry run does the very work, tells what came out and whom it would write to, and leaves nothing."""

import pytest
import sqlalchemy as sa

from service.core import clock, periodic
from service.core.database import Base, after_commit, atomic, db
from service.core.periodic import Timer, TimerRun
from service.core.rehearsing import rehearse
from service.notifications import outbox
from service.notifications.models import Message
from service.notifications.outbox import Letter
from service.organization.models import Place


def _rows():
    """Every row of every table, as one value."""
    return {table.name: db.session.execute(sa.select(table).order_by(*table.primary_key)).all()
            for table in Base.metadata.sorted_tables}


def _letter(account_id, key="once"):
    return Letter(account_id=account_id, kind="reminder", title="请看一下", body="李阿姨的灯", dedupe_key=key)


def test_a_rehearsal_gives_what_was_returned_and_leaves_nothing(town):
    before, ran = _rows(), []

    def work():
        with atomic() as session:
            session.execute(sa.update(Place).values(name="改了"))
            after_commit(lambda: ran.append("after commit"))
        with atomic() as session:
            session.add(TimerRun(name="second transaction", first_at=clock.now(), started_at=clock.now()))
        return {"done": db.session.scalar(sa.select(sa.func.count()).select_from(TimerRun))}

    assert rehearse(work).outcome == {"done": 1}
    assert (_rows(), ran) == (before, [])


def test_in_a_rehearsal_one_step_that_fails_undoes_only_itself(town):
    place = town.place("building_1")

    def work():
        with atomic():
            place.name = "留下"
        try:
            with atomic():
                place.name = "撤回"
                raise ValueError
        except ValueError:
            return db.session.scalar(sa.select(Place.name).where(Place.id == place.id))

    assert rehearse(work).outcome == "留下"


def test_a_rehearsal_names_the_letters_that_are_new_and_nothing_of_the_person(town):
    account = town.account("resident-li").id
    with atomic():
        outbox.put([_letter(account, "told before")])

    def work():
        with atomic():
            outbox.put([_letter(account, "told before"), _letter(account, "new")])

    assert rehearse(work).seen == [f"letter to account {account}: reminder, 请看一下"]


@pytest.mark.only_postgresql
def test_a_letter_somebody_else_writes_meanwhile_is_not_of_the_rehearsal(town, run_together):
    account = town.account("resident-li").id

    def put(key):
        with atomic():
            outbox.put([_letter(account, key)])

    def work():
        put("ours")
        run_together([lambda: put("theirs")])

    assert len(rehearse(work).seen) == 1
    assert db.session.scalars(sa.select(Message.dedupe_key)).all() == ["theirs"]


def test_an_accident_in_a_rehearsal_is_raised_and_leaves_nothing(town):
    def work():
        with atomic():
            outbox.put([_letter(town.account("resident-li").id)])
        raise KeyError("something")

    with pytest.raises(KeyError):
        rehearse(work)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 0
    with atomic() as session:  # and afterwards all is as always
        session.add(TimerRun(name="later", first_at=clock.now(), started_at=clock.now()))
    assert periodic.last_runs().keys() == {"later"}


def test_a_dry_run_prints_what_would_be_done_and_does_not_count_as_a_run(town, command, app):
    account = town.account("resident-li").id

    def work():
        with atomic():
            outbox.put([_letter(account)])
        return {"reminded": 1}
    app.extensions["timers"]["reminding"] = Timer("reminding", 60, work)
    try:
        said = command("jobs", "run", "reminding", "--dry-run")
    finally:
        del app.extensions["timers"]["reminding"]

    assert said == f"reminding: reminded: 1\nreminding: letter to account {account}: reminder, 请看一下\n"
    assert periodic.last_runs() == {}


def test_what_cannot_be_rehearsed_says_in_its_own_words_what_it_would_do(town, command, app):
    app.extensions["timers"]["calling"] = Timer("calling", 1, lambda: 1 / 0, would=lambda: ["3 calls", "1 file"])
    try:
        assert command("jobs", "run", "calling", "--dry-run") == "calling: 3 calls\ncalling: 1 file\n"
    finally:
        del app.extensions["timers"]["calling"]


def test_a_dry_run_of_every_timer_changes_nothing(town, command):
    before = _rows()

    said = command("jobs", "run", "--all", "--dry-run")

    assert {line.split(":")[0] for line in said.splitlines()} == periodic.known().keys()
    assert _rows() == before
