"""A draft is saved whole, as often as a poor connection asks for, and by whom it may be."""

from datetime import time
from uuid import uuid4

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, Stale, WrongMoment
from service.core.keys import KeyRing
from service.courtyard.actions import days, drafting, submitting
from service.courtyard.actions.days import DayNotHeld
from service.courtyard.models import ActivityLog, DayState, ItemKind, PartyMassDay, Reason
from service.courtyard.queries.days import UnknownDay
from tests.courtyard.notebook import opinion

DISPUTE = {"client_id": "d", "kind": ItemKind.DISPUTE_MEDIATION, "text": "两家为排水沟争执"}


def test_a_draft_needs_its_day_and_nothing_else(notebook):
    log = notebook.log(notebook.save())

    assert (log.state, log.version, log.host_id, log.minutes) == ("draft", 1, None, {})


def test_the_same_save_again_is_the_same_draft(notebook):
    day_id, draft = notebook.day(), notebook.whole(items=[opinion()], minutes={"agreed": "  周五清沟 "})
    client_id = notebook.save(day_id=day_id, **draft)

    notebook.save(client_id=client_id, day_id=day_id, seen=0, **draft)

    assert (notebook.log(client_id).version, len(notebook.opinions())) == (1, 1)


def test_the_same_save_after_a_change_of_keys_is_the_same_draft(notebook, app, monkeypatch):
    day_id, draft = notebook.day(), notebook.whole(items=[opinion()])
    client_id = notebook.save(day_id=day_id, **draft)
    monkeypatch.setitem(app.extensions, "index_keys", KeyRing({"next": b"n" * 32} | app.extensions["index_keys"].keys))

    notebook.save(client_id=client_id, day_id=day_id, seen=0, **draft)

    assert notebook.log(client_id).version == 1


def test_texts_are_kept_as_typed(notebook):
    client_id = notebook.save(spot=" 张家院坝 ", minutes={"discussed": "一\n二  "}, items=[opinion(text="灯 \n坏了 ")])

    shown = notebook.read(client_id)

    assert (shown["spot"], shown["minutes"]["discussed"], shown["items"][0]["text"]) == (
        " 张家院坝 ", "一\n二  ", "灯 \n坏了 ")


def test_a_save_replaces_the_whole_draft(notebook):
    day_id = notebook.day()
    client_id = notebook.save(day_id=day_id, **notebook.whole(items=[opinion(), DISPUTE]))

    notebook.save(client_id=client_id, day_id=day_id, others_present=3)

    shown = notebook.read(client_id)
    assert (shown["host"], shown["present"], shown["items"], shown["others_present"]) == (None, [], [], 3)


def test_a_save_on_another_version_is_refused(notebook):
    day_id = notebook.day()
    client_id = notebook.save(day_id=day_id)
    notebook.save(client_id=client_id, day_id=day_id, others_present=3)

    with pytest.raises(Stale):
        notebook.save(client_id=client_id, day_id=day_id, seen=1, others_present=4)


def test_without_a_version_the_last_save_counts(notebook):
    day_id = notebook.day()
    client_id = notebook.save(day_id=day_id, others_present=3)

    notebook.save(client_id=client_id, day_id=day_id, others_present=4)

    assert notebook.log(client_id).others_present == 4


def test_a_day_has_one_log(notebook):
    day_id = notebook.day()
    first = notebook.save(day_id=day_id)

    with pytest.raises(drafting.DayHasLog) as refused:
        notebook.save("lin", day_id=day_id)

    assert refused.value.extra["client_id"] == first


def test_a_log_stays_with_its_day(notebook):
    client_id = notebook.save()

    with pytest.raises(drafting.LogOfAnotherDay):
        notebook.save(client_id=client_id, day_id=notebook.day())


def test_nobody_writes_over_the_draft_of_another(notebook):
    day_id = notebook.day()
    client_id = notebook.save(day_id=day_id)

    with pytest.raises(drafting.ClientIdTaken):
        notebook.save("lin", client_id=client_id, day_id=day_id)


def test_the_secretary_takes_a_draft_over_when_he_has_seen_it(notebook):
    day_id = notebook.day()
    client_id = notebook.save(day_id=day_id)

    notebook.save("lin", client_id=client_id, day_id=day_id, seen=1, others_present=3)

    assert notebook.log(client_id).recorder_id == notebook.by("lin").account_id


def test_a_member_does_not_take_over_what_another_writes(notebook, joined):
    day_id = notebook.day()
    client_id = notebook.save(day_id=day_id)

    with pytest.raises(drafting.ClientIdTaken):
        notebook.save("chen", client_id=client_id, day_id=day_id, seen=1)


@pytest.mark.parametrize("name", ["hu", "lin", "chen"])
def test_the_lead_the_secretary_and_a_member_record(notebook, joined, name):
    assert notebook.log(notebook.save(name)).recorder_id == notebook.by(name).account_id


@pytest.mark.parametrize(("name", "group", "refusal"), [
    ("hu", 2, UnknownDay), ("chen", 1, UnknownDay), ("wu", 1, Forbidden), ("zheng", 1, Forbidden),
    ("feng", 1, Forbidden), ("wang", 1, UnknownDay), ("zhang", 1, UnknownDay)])
def test_nobody_else_records(notebook, name, group, refusal):
    with pytest.raises(refusal):
        notebook.save(name, day_id=notebook.day(group=group))


def test_a_day_that_was_not_held_is_not_recorded(notebook):
    day_id = notebook.day()
    with atomic():
        db.session.execute(sa.update(PartyMassDay).where(PartyMassDay.id == day_id).values(
            state=DayState.NOT_HELD, not_held_reason_code=Reason.WEATHER, closed_at=sa.func.current_timestamp()))

    with pytest.raises(WrongMoment):
        notebook.save(day_id=day_id)
    assert db.session.scalar(sa.select(sa.func.count(ActivityLog.id))) == 0


def test_a_draft_begun_before_its_day_was_called_off_is_refused_for_the_day(notebook):
    day_id = notebook.day()
    client_id = notebook.save(day_id=day_id)
    days.not_held(day_id, by=notebook.by("hu"), reason_code=Reason.WEATHER, reason="暴雨")

    with pytest.raises(DayNotHeld):
        notebook.save(client_id=client_id, day_id=day_id, spot="院坝")


@pytest.mark.parametrize(("field", "value"), [
    ("present", ["谭德厚"]), ("absent", ["谭德厚"]), ("present", ["游建国", "游建国"]), ("host_id", "王师傅")])
def test_only_members_are_noted_and_each_once(notebook, field, value):
    ids = notebook.member(value) if field == "host_id" else [notebook.member(name) for name in value]
    ids = [{"member_id": one} for one in ids] if field == "absent" else ids

    with pytest.raises(Invalid) as refused:
        notebook.save(**{field: ids})

    assert list(refused.value.extra["fields"]) == [field]


def test_a_meeting_ends_after_it_began(notebook):
    with pytest.raises(Invalid) as refused:
        notebook.save(begins_at=time(20), ends_at=time(20))

    assert list(refused.value.extra["fields"]) == ["ends_at"]


def test_an_opinion_lies_in_the_courtyard(notebook):
    with pytest.raises(Invalid) as refused:
        notebook.save(items=[opinion(), opinion(2, place_code="500115001201-02")])

    assert refused.value.extra["item"] == "op-2"


@pytest.mark.only_postgresql
def test_a_draft_saved_twice_at_once_is_one(notebook, run_together):
    day_id, draft, client_id, me = notebook.day(), notebook.whole(items=[opinion()]), str(uuid4()), notebook.by("hu")

    def save():
        return drafting.save(client_id, by=me, day_id=day_id, **draft).version

    assert run_together([save] * 4) == [1] * 4
    assert len(notebook.opinions()) == 1


@pytest.mark.only_postgresql
def test_two_logs_begun_at_once_for_one_day_are_one(notebook, run_together):
    day_id, people = notebook.day(), [notebook.by("hu"), notebook.by("lin")]

    answers = run_together([lambda by=by: drafting.save(str(uuid4()), by=by, day_id=day_id).version for by in people])

    assert sorted(type(answer).__name__ for answer in answers) == ["DayHasLog", "int"]


def test_saving_after_submission_is_too_late(notebook):
    day_id = notebook.day()
    client_id = notebook.submitted(day_id=day_id)

    with pytest.raises(WrongMoment) as refused:
        notebook.save(client_id=client_id, day_id=day_id, others_present=3)

    assert refused.value.extra["state"] == "submitted"
    assert submitting.submit(client_id, by=notebook.by("hu")).version == 2
