"""Members in the demonstration town: who applies where, by the same actions as everybody."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.membership.actions import deciding, registering
from service.membership.models.registration import Registration
from service.notifications.models import Message
from service.organization.models import Grant, Role
from service.party.actions.members import enrol
from service.town import cast
from tests.feedback.conftest import frozen, life, people, wait  # noqa: F401
from tests.membership.grouping import bring, enter, group, renew  # noqa: F401
from tests.membership.serving import served  # noqa: F401


class Registry:
    """Brings registrations about, and tells how they stand."""

    def __init__(self, people, town):  # noqa: F811
        self._people, self._town = people, town

    def apply(self, who: str = "li", place: str = "building_1", **facts) -> Registration:
        """An application of this person's, of the unit of the town."""
        facts = {"unit_code": cast.UNIT_CODE, "skills": ["electrical"], "services": ["repairs"]} | facts
        return registering.register(by=getattr(self._people, who), place_code=cast.NICKNAMES[place], **facts)

    def accept(self, who: str = "li", place: str = "building_1", by: str = "zhang", **facts) -> Registration:
        """The same, accepted by a worker of the community."""
        return deciding.accept(self.apply(who, place, **facts).id, by=getattr(self._people, by))

    def enrol(self, name: str, phone: str | None = None):
        """Somebody on the unit's roster who has no account."""
        return enrol(name=name, phone=phone, unit=self._town.unit, by=self._people.he)

    def apply_for(self, member, place: str = "building_1") -> Registration:
        """An application that came with the unit's list."""
        with atomic():
            return registering.put(member, self._town.place(place), skills=[], services=[], note=None,
                                   by=self._people.he)

    def row(self, registration_id: int) -> Registration:
        """As the database has it."""
        return db.session.scalars(sa.select(Registration).where(Registration.id == registration_id)
                                  .execution_options(populate_existing=True)).one()

    def all(self) -> list[Registration]:
        """Every registration there is, by id."""
        return list(db.session.scalars(sa.select(Registration).order_by(Registration.id)
                                       .execution_options(populate_existing=True)))

    def grants(self, who: str) -> list[str]:
        """Codes of the places where this person is an accepted member now."""
        return sorted(held.code for held in getattr(self._people, who).held(Role.PARTY_MEMBER))

    def grant(self, grant_id: int) -> Grant:
        """As the database has it."""
        return db.session.scalars(sa.select(Grant).where(Grant.id == grant_id)
                                  .execution_options(populate_existing=True)).one()

    def heard(self, kind: str) -> list[str]:
        """The surnames of who got a letter of this kind, in order."""
        rows = db.session.scalars(sa.select(Message.account_id).where(Message.kind == kind).order_by(Message.id))
        return [self._people.surname_of(account_id) for account_id in rows]


@pytest.fixture
def registry(people, town):  # noqa: F811
    """Registrations and their lives."""
    return Registry(people, town)
