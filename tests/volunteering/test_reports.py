"""Two taps become one ticket, once for ever; the team follows it without a word on who sent it."""

import uuid
from datetime import timedelta

import pytest

from service.core import clock
from service.core.database import db
from service.core.errors import Gone, Invalid
from service.feedback.models import Ticket
from service.media.models import Photo
from service.organization.actions import codes
from service.town import cast
from service.volunteering import actions
from service.volunteering.actions.reporting import ReportDiffers, RidersOnly
from service.volunteering.kinds import Kind
from service.volunteering.models import RiderReport
from tests.feedback.conftest import WEDNESDAY_NOON
from tests.volunteering.conftest import CHANGSHOU, METRE, TEAM

ONLY_SQLITE = True
PLACE = cast.NICKNAMES["building_1"]

A_UUID = "3f2b8c1e-5d6a-4b7c-8e9f-0a1b2c3d4e5f"


@pytest.fixture(autouse=True)
def team(riders):
    """A team of the town's with 李阿姨 and 孙师傅."""
    riders.team()
    riders.joined("li")
    riders.joined("sun")


def test_two_taps_become_a_ticket_of_the_riders_own(riders, people):
    ticket = riders.ticket(riders.report())

    assert (ticket.reporter_id, ticket.source, ticket.category) == (people.li.account_id, "rider", "traffic.roads")
    assert ticket.text == "路面破损，请来查看。（骑手3月4日 12:00看到）"
    assert db.session.get(RiderReport, 1).ticket_id == ticket.id


def test_what_he_writes_is_the_text(riders):
    seen = clock.now() - timedelta(hours=3)

    assert riders.ticket(riders.report(text="坑很深。", seen_at=seen)).text == "坑很深。（骑手3月4日 09:00看到）"


@pytest.mark.parametrize("blank", [None, "", "  \n"])
def test_blank_words_are_none(riders, blank):
    assert riders.ticket(riders.report(text=blank)).text.startswith("路面破损")


def test_the_sender_hears_of_it_and_the_team_does_not(riders, life):
    with life.letters() as heard:
        riders.report()

    assert heard == [("li", "received")]


def test_the_same_report_sent_again_is_the_same_ticket(riders, people, count, wait):
    said = {"client_id": str(uuid.uuid4()), "seen_at": clock.now(), "text": "坑"}
    riders.report(**said)
    wait(days=30)

    again = actions.report(by=people.li, kind=Kind.ROAD_DAMAGE, place_code=PLACE, **said)

    assert (again.again, count(Ticket), count(RiderReport)) == (True, 1, 1)


@pytest.mark.parametrize("change", [{"text": "别的"}, {"kind": Kind.OTHER, "text": "坑"}, {"photos": ["0" * 32]},
                                    {"place_code": cast.NICKNAMES["building_2"]},
                                    {"seen_at": WEDNESDAY_NOON - timedelta(seconds=1)}], ids=str)
def test_another_report_under_the_same_id_is_refused(riders, count, change):
    said = {"client_id": str(uuid.uuid4()), "seen_at": clock.now(), "text": "坑", "place_code": PLACE}
    riders.report(**said)

    with pytest.raises(ReportDiffers):
        riders.report(**said | change)
    assert count(Ticket) == 1


def test_the_id_of_somebody_elses_report_is_refused(riders, count):
    said = {"client_id": str(uuid.uuid4()), "seen_at": clock.now()}
    riders.report(**said)

    with pytest.raises(ReportDiffers):
        riders.report("sun", **said)
    assert count(Ticket) == 1


@pytest.mark.parametrize("client_id", ["", "1", "x" * 36, "\x00", A_UUID[:-1], A_UUID + "0"])
def test_an_id_that_is_no_uuid_is_named(riders, client_id):
    with pytest.raises(Invalid) as refused:
        riders.report(client_id=client_id or " ")

    assert list(refused.value.extra["fields"]) == ["client_id"]


def test_an_id_in_large_letters_is_the_same_id(riders):
    client_id = str(uuid.uuid4())
    said = {"seen_at": clock.now()}

    assert riders.report(client_id=client_id.upper(), **said) == riders.report(client_id=client_id, **said)


@pytest.mark.parametrize(("ago", "taken"), [
    (timedelta(days=7), True), (timedelta(days=7, seconds=1), False), (-timedelta(minutes=5), True),
    (-timedelta(minutes=5, seconds=1), False)])
def test_what_was_seen_is_at_most_a_week_old_and_not_of_tomorrow(riders, count, ago, taken):
    if taken:
        riders.report(seen_at=clock.now() - ago)
        assert db.session.get(RiderReport, 1).seen_at <= clock.now()
    else:
        with pytest.raises(Invalid) as refused:
            riders.report(seen_at=clock.now() - ago)
        assert (list(refused.value.extra["fields"]), count(RiderReport)) == (["seen_at"], 0)


@pytest.mark.parametrize("places", [
    {"place_code": None}, {"place_code": PLACE, "code_token": "x"},
    {"place_code": PLACE, "position": {"lat": 29.8, "lng": 107.0, "coord_type": "wgs84"}}], ids=str)
def test_the_place_is_said_in_one_of_three_ways(riders, places):
    with pytest.raises(Invalid) as refused:
        riders.report(**places)

    assert list(refused.value.extra["fields"]) == ["place_code"]


def test_a_scanned_code_is_a_place(riders, town):
    assert riders.ticket(riders.report(code_token=town.token("courtyard_1"))).place_id == town.place("courtyard_1").id


def test_a_position_is_the_nearest_place_and_stays_with_the_ticket(riders, town):
    riders.located("building_2", north=100)
    position = {"lat": CHANGSHOU[0], "lng": CHANGSHOU[1], "coord_type": "wgs84"}

    ticket = riders.ticket(riders.report(position=position))

    assert (ticket.place_id, ticket.coordinates) == (town.place("building_2").id, position)


def test_far_from_every_known_place_nothing_is_written(riders, count):
    riders.located("building_2")
    far = {"lat": CHANGSHOU[0] + 1501 * METRE, "lng": CHANGSHOU[1], "coord_type": "wgs84"}

    with pytest.raises(Invalid) as refused:
        riders.report(position=far)

    assert (refused.value.code, count(Ticket), count(RiderReport)) == ("position_unknown", 0, 0)


def test_a_revoked_code_is_refused_and_the_report_can_be_sent_by_place(riders, town, people, count):
    client_id, token = str(uuid.uuid4()), town.token("building_1")
    codes.revoke(token, by=people.zhang)

    with pytest.raises(Gone):
        riders.report(client_id=client_id, code_token=token)
    riders.report(client_id=client_id, place_code=PLACE)

    assert count(RiderReport) == 1


def test_other_needs_a_word_or_a_picture(riders):
    with pytest.raises(Invalid) as refused:
        riders.report(kind=Kind.OTHER)

    assert list(refused.value.extra["fields"]) == ["text"]


def test_a_picture_of_somebody_else_takes_the_report_with_it(riders, count):
    with pytest.raises(Invalid):
        riders.report(photos=["0" * 32])

    assert (count(Ticket), count(RiderReport), count(Photo)) == (0, 0, 0)


@pytest.mark.parametrize("name", ["chen", "wang", "zhang", "wu"])
def test_two_taps_are_for_volunteers(riders, count, name):
    with pytest.raises(RidersOnly):
        riders.report(name)

    assert count(Ticket) == 0


def test_what_was_sent_before_he_left_is_answered_after_he_left(riders, people):
    said = {"client_id": str(uuid.uuid4()), "seen_at": clock.now()}
    riders.report(**said)
    actions.leave(TEAM, 1, by=people.li)

    assert riders.report(**said) == said["client_id"]
