"""Teams of riders in the demonstration town: its people by their surnames, a clock that stands still."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.feedback.models import Ticket
from service.organization.models import Grant
from service.town import cast
from service.volunteering import actions
from service.volunteering.kinds import Kind
from service.volunteering.models import RiderReport, TeamMembership, Trade
from tests.feedback.conftest import frozen, life, people, wait

__all__ = ["frozen", "life", "people", "wait"]
TEAM = "hongqi-01"
CHANGSHOU = (29.8577, 107.0814)
METRE = 1 / 111_195  # of latitude, in degrees


def pytest_collection_modifyitems(items):
    """Modules that say ONLY_SQLITE hold rules that are the same on either database: tried on the quick one."""
    slow = {id(item) for item in items if getattr(getattr(item, "module", None), "ONLY_SQLITE", False)
            and getattr(item, "callspec", None) and item.callspec.params.get("database") == "postgresql"}
    items[:] = [item for item in items if id(item) not in slow]


class Riders:
    """Brings teams, members and reports about by the actions everybody uses."""

    def __init__(self, people, town):
        self.people, self.town = people, town

    def team(self, code=TEAM, place="town", trade=Trade.FOOD_DELIVERY) -> str:
        """A team of the town's, or of the named place."""
        return actions.found_team(by=self.people.wu, code=code, name="红骑先锋一队", trade=trade,
                                  place_code=cast.NICKNAMES[place]).code

    def asked(self, name, team=TEAM) -> int:
        """He asks to join."""
        return actions.ask(team, by=getattr(self.people, name)).id

    def joined(self, name, team=TEAM, by="wu") -> int:
        """He asked, and was accepted."""
        return actions.accept(team, self.asked(name, team), by=getattr(self.people, by)).id

    def led(self, name, team=TEAM) -> int:
        """He joined, and leads."""
        return actions.appoint(team, self.joined(name, team), by=self.people.wu).id

    def member(self, member_id) -> TeamMembership:
        """As the database has it."""
        return db.session.get(TeamMembership, member_id, populate_existing=True)

    def grant(self, member_id) -> Grant:
        """The grant a membership carries, live or not."""
        return db.session.get(Grant, self.member(member_id).grant_id, populate_existing=True)

    def roles(self, name) -> list[tuple[str, str]]:
        """(role, code of the place) of what he holds now."""
        return [(held.role.value, held.code) for held in getattr(self.people, name).grants]

    def report(self, by="li", client_id=None, **said) -> str:
        """A report at building 1, seen just now, of a road that is broken, unless told otherwise."""
        said = {"kind": Kind.ROAD_DAMAGE, "seen_at": clock.now()} | said
        if not {"code_token", "place_code", "position"} & said.keys():
            said["place_code"] = cast.NICKNAMES["building_1"]
        return actions.report(client_id or str(uuid.uuid4()), by=getattr(self.people, by), **said).client_id

    def ticket(self, client_id) -> Ticket:
        """The matter a report became."""
        return db.session.scalars(sa.select(Ticket).join(RiderReport, RiderReport.ticket_id == Ticket.id).where(
            RiderReport.client_id == client_id).execution_options(populate_existing=True)).one()

    def located(self, place, north=0, east=0, by="zhang") -> None:
        """The place lies so many metres north and east of the middle of the town."""
        actions.locate(cast.NICKNAMES[place], by=getattr(self.people, by), lat=CHANGSHOU[0] + north * METRE,
                       lng=CHANGSHOU[1] + east * METRE / 0.8672, coord_type="wgs84")


@pytest.fixture
def riders(people, town):
    """Teams and what they do."""
    return Riders(people, town)


@pytest.fixture
def count(town):
    """`count(Ticket)`: how many rows stand."""
    return lambda model: db.session.scalar(sa.select(sa.func.count()).select_from(model))
