"""What a log shows to whom: its members, its disputes, its pictures; and what it keeps of a person."""

from uuid import uuid4

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.core.errors import Invalid, WrongMoment
from service.courtyard.actions import drafting
from service.courtyard.models import ActivityLog, ItemKind, Presence
from service.courtyard.queries import log_persons
from service.courtyard.queries.logs import UnknownLog
from service.media.models import Photo
from service.mediation.actions.opening import open_case
from service.mediation.catalogue import DisputeType, Source
from service.party.actions.members import forget
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


def test_why_a_member_was_absent_goes_when_his_person_is_erased(notebook):
    client_id = notebook.submitted(present=[notebook.member("游建国")],
                                   absent=[{"member_id": notebook.member("胡院长"), "reason": "住院"}])

    forget(notebook.by("hu").account_id)

    noted = notebook.read(client_id, "lin")["absent"]
    assert [(one["name"], one["reason"]) for one in noted] == [("胡*", None)]


def test_who_takes_a_draft_over_keeps_the_mediation_he_is_not_shown(notebook, mediation):
    client_id, day_id = str(uuid4()), notebook.day()
    notebook.save(client_id=client_id, day_id=day_id, items=[DISPUTE | {"mediation_id": mediation}])

    notebook.save("lin", client_id=client_id, day_id=day_id, seen=1, items=[DISPUTE | {"mediation_id": None}])

    assert [notebook.read(client_id, name)["items"][0]["mediation_id"] for name in ("hu", "lin")] == [mediation, None]


def test_its_mediator_takes_a_mediation_out_of_a_draft(notebook, mediation):
    client_id, day_id = str(uuid4()), notebook.day()
    notebook.save(client_id=client_id, day_id=day_id, items=[DISPUTE | {"mediation_id": mediation}])

    notebook.save(client_id=client_id, day_id=day_id, items=[DISPUTE])

    assert notebook.read(client_id)["items"][0]["mediation_id"] is None


def test_a_mediation_of_ones_own_is_named_and_others_see_only_that_there_was_one(notebook, mediation):
    client_id = notebook.submitted(items=[DISPUTE | {"mediation_id": mediation}])

    told = {name: notebook.read(client_id, name)["items"][0]["mediation_id"] for name in ("hu", "lin", "wu")}

    assert told == {"hu": mediation, "lin": None, "wu": None}
