"""The state of the service in words, and what outside systems were to be told."""

import pytest
import sqlalchemy as sa

from service.core import clock, metrics
from service.core.database import atomic, db
from service.exchange.models import EventState, OutgoingEvent
from service.feedback import actions
from service.feedback.models import Ticket
from service.organization.alarms import ALARMS
from service.town import cast
from service.web.words.running import LINES

OUTSIDE = "/admin/outside-systems"


def test_every_timer_and_every_alarm_has_a_name_for_people(app):
    assert LINES["timers"].keys() == app.extensions["timers"].keys()
    assert LINES["alarms"].keys() == ALARMS.keys()


def test_the_state_of_the_service_is_told_without_names_of_programs(visit):
    metrics.alarm("photo_storage")
    metrics.alarm("timer_failed")

    text = visit("admin-zheng").get("/admin/state").text

    assert ("诉求的时限和催办" in text, "照片文件" in text) == (True, True)
    assert [name for names in LINES.values() for name in names if "_" in name and name in text] == []


@pytest.fixture
def dead(town):
    """A matter that could not be told to 12345: the id of the delivery."""
    number = actions.submit(by=town.actor("resident-li"), text="红绿灯坏了", place_code=cast.COMMUNITY).number
    with atomic() as session:
        event = OutgoingEvent(
            delivery="d" * 32, system="12345", event="ticket.forwarded", state=EventState.DEAD, tries=9,
            ticket_id=session.scalar(sa.select(Ticket.id).where(Ticket.number == number)), body="{}",
            last_error="HTTP 410", created_at=clock.now(), waiting_since=clock.now())
        session.add(event)
        session.flush()
        return event.id


def test_what_did_not_reach_an_outside_system_is_sent_again(visit, dead):
    zheng, path = visit("admin-zheng"), f"{OUTSIDE}/deliveries/{dead}/sending"
    listed = zheng.get(OUTSIDE)

    sent = zheng.submit(listed, path)
    again = zheng.submit(listed, path, _once=None)

    assert ("HTTP 410" in listed.text, "会重新发送" in sent.text) == (True, True)
    assert (again.status, again.problem) == (409, "wrong_moment")
    assert db.session.get(OutgoingEvent, dead).state is EventState.WAITING
    assert "转来一件" in zheng.get(f"{OUTSIDE}?state=waiting").text


def test_only_the_district_sees_what_outside_systems_were_told(visit):
    assert [visit(name).get(OUTSIDE).status for name in ("supervisor-wu", "auditor-feng")] == [403, 403]
    assert OUTSIDE not in visit("supervisor-wu").get("/admin").links()
