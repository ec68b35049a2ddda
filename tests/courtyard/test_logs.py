"""A draft is saved whole, as often as a poor connection asks for, and by whom it may be."""

from datetime import time
from uuid import uuid4

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, Stale, WrongMoment
from service.courtyard.actions import drafting, submitting
from service.courtyard.models import ActivityLog, DayState, ItemKind, PartyMassDay, Presence, Reason
from service.courtyard.queries import log_persons
from service.courtyard.queries.days import UnknownDay
from service.courtyard.queries.logs import UnknownLog
from service.media.models import Photo
from service.mediation.actions.opening import open_case
from service.mediation.catalogue import DisputeType, Source
from tests.courtyard.notebook import opinion

DISPUTE = {"client_id": "d", "kind": ItemKind.DISPUTE_MEDIATION, "text": "两家为排水沟争执"}


@pytest.fixture
def photo(town):
    """`photo(name)` makes a loose picture of this person's and gives its id."""
    def bring(name):
        picture = uuid4().hex
        with atomic() as session:
            session.add(Photo(id=picture, owner_id=town.account(name).id, key=picture, thumbnail_key=f"{picture}t",
                              width=1, height=1, size=1, created_at=town.account(name).created_at))
        return picture
    return bring


@pytest.fixture
def mediation(notebook, town):
    """The id of a mediation of lead-hu's in the first courtyard."""
    return open_case(by=notebook.by("hu"), place_code=town.place("courtyard_1").code, type=DisputeType.NEIGHBOUR,
                     source=Source.PARTY_MASS_DAY, facts="排水沟", parties=[{"name": "甲"}, {"name": "乙"}]).id


def test_a_draft_needs_its_day_and_nothing_else(notebook):
    log = notebook.log(notebook.save())

    assert (log.state, log.version, log.host_id, log.minutes) == ("draft", 1, None, {})


def test_the_same_save_again_is_the_same_draft(notebook):
    day_id, draft = notebook.day(), notebook.whole(items=[opinion()], minutes={"agreed": "  周五清沟 "})
    client_id = notebook.save(day_id=day_id, **draft)

    notebook.save(client_id=client_id, day_id=day_id, seen=0, **draft)

    assert (notebook.log(client_id).version, len(notebook.opinions())) == (1, 1)


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


def test_why_somebody_was_absent_is_encrypted_and_for_the_group_alone(notebook):
    client_id = notebook.submitted(absent=[{"member_id": notebook.member("余秀兰"), "reason": "住院"}])

    stored = db.session.scalar(sa.select(sa.type_coerce(Presence.reason, sa.Text)).where(~Presence.present))
    seen = {name: notebook.read(client_id, name)["absent"] for name in ("hu", "lin", "wu", "feng")}

    assert "住院" not in stored
    assert seen == {name: [{"member_id": notebook.member("余秀兰"), "name": "余秀兰", "reason": "住院"}]
                    for name in ("hu", "lin")} | {"wu": None, "feng": None}
    assert notebook.read(client_id, "wu")["absent_count"] == 1


@pytest.mark.parametrize(("name", "before", "after"), [
    ("hu", True, True), ("lin", True, True), ("chen", True, True), ("wu", False, True), ("zheng", False, True),
    ("feng", False, True), ("zhang", False, False), ("wang", False, False), ("li", False, False)])
def test_a_draft_is_for_the_group_and_a_submitted_log_for_who_looks_after_the_place(notebook, joined, name, before,
                                                                                  after):
    def sees(client_id):
        try:
            return notebook.read(client_id, name)["client_id"] == client_id
        except UnknownLog:
            return False

    assert (sees(notebook.save()), sees(notebook.submitted())) == (before, after)


def test_a_dispute_is_for_those_who_answer_for_the_log(notebook, joined):
    client_id = notebook.submitted(items=[DISPUTE])

    told = {name: notebook.read(client_id, name)["items"][0] for name in ("hu", "lin", "chen", "wu")}

    assert {name: item["text"] for name, item in told.items()} == {
        "hu": DISPUTE["text"], "lin": DISPUTE["text"], "chen": None, "wu": None}
    assert {item["kind"] for item in told.values()} == {"dispute_mediation"}


def test_a_mediation_is_named_by_its_mediators_alone(notebook):
    with pytest.raises(Invalid) as refused:
        notebook.save(items=[DISPUTE | {"mediation_id": 1}])

    assert refused.value.extra["item"] == "d"


def test_an_opinion_lies_in_the_courtyard(notebook):
    with pytest.raises(Invalid) as refused:
        notebook.save(items=[opinion(), opinion(2, place_code="500115001201-02")])

    assert refused.value.extra["item"] == "op-2"


def test_pictures_hang_on_the_draft_and_those_left_out_go(notebook, photo):
    day_id, one, two, three = notebook.day(), *(photo("lead-hu") for _ in range(3))
    client_id = notebook.save(day_id=day_id, photos=[one, two])

    notebook.save(client_id=client_id, day_id=day_id, photos=[three, two])

    assert [shown["id"] for shown in notebook.read(client_id)["photos"]] == [three, two]
    assert db.session.scalar(sa.select(sa.func.count(Photo.id)).where(Photo.id == one)) == 0


def test_the_picture_of_another_is_not_used(notebook, photo):
    with pytest.raises(Invalid) as refused:
        notebook.save(photos=[photo("secretary-lin")])

    assert list(refused.value.extra["fields"]) == ["photos"]


def test_a_draft_is_thrown_away_with_everything_in_it(notebook, photo):
    day_id = notebook.day()
    client_id = notebook.save(day_id=day_id, **notebook.whole(items=[opinion(), DISPUTE], photos=[photo("lead-hu")]))

    drafting.discard(client_id, by=notebook.by("lin"))

    assert (notebook.opinions(), db.session.scalar(sa.select(sa.func.count(Photo.id)))) == ([], 0)
    assert notebook.log(notebook.save("lin", day_id=day_id)).version == 1


def test_what_was_submitted_is_not_thrown_away(notebook):
    client_id = notebook.returned()

    with pytest.raises(WrongMoment):
        drafting.discard(client_id, by=notebook.by("hu"))


def test_a_person_is_told_what_logs_hold_on_him(notebook):
    notebook.submitted()
    me = notebook.by("hu").account_id

    assert [(one["state"], one["group"]) for one in log_persons.logs_of(me)] == [("submitted", "大屋院落党小组")]
    assert [one["present"] for one in log_persons.presences_of(me)] == [True]


def test_who_leaves_takes_his_drafts_with_him(notebook):
    kept, gone = notebook.submitted(), notebook.save()

    drafting.anonymise(notebook.by("hu").account_id)

    assert (notebook.log(kept).state, db.session.scalar(
        sa.select(sa.func.count(ActivityLog.id)).where(ActivityLog.client_id == gone))) == ("submitted", 0)


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


def test_a_mediation_of_ones_own_is_named_and_others_see_only_that_there_was_one(notebook, mediation):
    client_id = notebook.submitted(items=[DISPUTE | {"mediation_id": mediation}])

    told = {name: notebook.read(client_id, name)["items"][0]["mediation_id"] for name in ("hu", "lin", "wu")}

    assert told == {"hu": mediation, "lin": None, "wu": None}
