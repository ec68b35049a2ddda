"""The party organisation of the demonstration town on a day that stands still."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
import time_machine

from service.core.audit import AuditEntry
from service.core.database import db
from service.organization.models import Grant, Role
from service.party import events
from service.party.models import Leadership
from service.town import cast

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
"""Wednesday, 4 March 2026, 12:00 in Changshou."""


@pytest.fixture
def today():
    """The day of `NOON`, which does not end while the test lasts."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


class People:
    """`people.lin`: the actor of this surname with the grants he holds now."""

    def __init__(self, town):
        self._town = town

    def __getattr__(self, surname: str):
        return self._town.actor(next(one.name for one in cast.PEOPLE if one.name.endswith(f"-{surname}")))


@pytest.fixture
def people(town, today):
    """The cast by surnames, on the day that stands still."""
    return People(town)


@pytest.fixture
def grants(town):
    """`grants("lead-hu", Role.COURTYARD_LEAD)`: codes of the places where this person holds the role."""
    def held(who: str | int, role: Role) -> list[str]:
        account_id = who if isinstance(who, int) else town.account(who).id
        rows = db.session.scalars(sa.select(Grant).where(
            Grant.account_id == account_id, Grant.role == role, Grant.revoked_at.is_(None)).order_by(Grant.id))
        return [grant.place.code for grant in rows]
    return held


@pytest.fixture
def history():
    """`history(Leadership.group_id == 1)`: (name, since, until) of those offices, oldest first."""
    def told(condition) -> list[tuple]:
        rows = db.session.scalars(sa.select(Leadership).where(condition).order_by(Leadership.id))
        return [(row.member.name, row.since.isoformat(), row.until.isoformat() if row.until else None) for row in rows]
    return told


@pytest.fixture
def acts():
    """The acts in the audit log so far, in order."""
    return lambda: list(db.session.scalars(sa.select(AuditEntry.act).order_by(AuditEntry.sequence)))


@pytest.fixture
def announced():
    """What party has announced since: (name of the event, id of the member)."""
    heard = []

    def joined(member):
        heard.append(("joined", member.id))

    def left(member, by):
        heard.append(("left", member.id))

    with events.account_joined.connected_to(joined), events.member_left.connected_to(left):
        yield heard


@pytest.fixture
def ask(client, town, today):
    """`ask("lin", "GET", "/members")`: the answer to one request of this person's."""
    names = {"lin": "secretary-lin", "hu": "lead-hu", "he": "unit-he", "wu": "supervisor-wu", "zheng": "admin-zheng",
             "feng": "auditor-feng", "wang": "member-wang", "li": "resident-li"}

    def asked(who, method, path, body=None, **kw):
        headers = (town.sign_in(names[who]) if who else {}) | kw.pop("headers", {})
        return client.open("/api/v1" + path, method=method, json=body, headers=headers, **kw)
    return asked
