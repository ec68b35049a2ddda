"""Service records: lists one by one, a person's own sums for himself; no question adds up another person's."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.accounts.models import Account
from service.core.clock import iso, local
from service.core.database import db, execute
from service.core.errors import NotFound
from service.core.http import Page
from service.feedback.models import Answer, Ticket
from service.membership.models.records import RecordState, ServiceEntry, ServiceKind, ServiceRecord
from service.membership.models.registration import Registration, RegistrationState
from service.membership.policy import records as policy
from service.notifications import cursors
from service.organization.actors import Actor
from service.organization.models import Grant, Place, Role, Unit
from service.organization.queries.places import place as place_of_code
from service.party.models import PartyMember

Community = aliased(Place)
LATEST = sa.and_(ServiceEntry.record_id == ServiceRecord.id, ServiceEntry.number == ServiceRecord.entry_count)
STATE_NAMES = {RecordState.UNCONFIRMED: "待确认", RecordState.CONFIRMED: "已确认"}
VIEWS = {"mine": policy.of_himself, "community": policy.of_his_community, "unit": policy.of_his_unit}
NAME = sa.func.coalesce(PartyMember.name, Account.display_name)
"""Who he is: as the roster has him, since a display name may be anything; who has left has only that."""
ON_ROSTER = sa.and_(PartyMember.account_id == Account.id, PartyMember.left_on.is_(None))
_ROW = (sa.select(*ServiceRecord.__table__.columns, ServiceEntry.minutes, NAME.label("display_name"),
                  Place.code.label("place_code"), Place.name.label("place_name"), Place.level.label("place_level"),
                  Community.code.label("community_code"), Community.name.label("community_name"),
                  Community.level.label("community_level"),
                  Unit.code.label("unit_code"), Unit.name.label("unit_name"))
        .select_from(ServiceRecord).join(Account, Account.id == ServiceRecord.account_id)
        .outerjoin(PartyMember, sa.and_(ON_ROSTER, PartyMember.unit_id.is_not(None)))  # a branch's names are its own
        .join(Place, Place.id == ServiceRecord.place_id).outerjoin(ServiceEntry, LATEST)
        .outerjoin(Community, Community.id == ServiceRecord.community_id)
        .outerjoin(Unit, Unit.id == ServiceRecord.unit_id))


class UnknownRecord(NotFound):
    code = "record_unknown"
    detail = "没有这条服务记录，或您不能查看。"


def records(by: Actor, *, view: str = "mine", state: RecordState | None = None, kind: ServiceKind | None = None,
            place: str | None = None, limit: int = 20, cursor: str | None = None) -> Page:
    """A page of one view, the newest first. `mine`: his own; `community`: where he works; `unit`: its registered
    members'. There is no other order. Raises NotFound `place_unknown`, Invalid for the cursor."""
    conditions = [VIEWS[view](by)]
    if state is not None:
        conditions.append((ServiceRecord.entry_count > 0) if state == RecordState.CONFIRMED
                          else (ServiceRecord.entry_count == 0))
    if kind is not None:
        conditions.append(ServiceRecord.kind == kind)
    if place is not None:
        where = Community.path if view == "unit" else ServiceRecord.place_path  # a unit learns the community alone
        conditions.append(where.startswith(place_of_code(place).path, autoescape=True))
    if cursor is not None:
        conditions.append(ServiceRecord.id < cursors.read(cursor))
    rows = execute(_ROW.where(*conditions).order_by(ServiceRecord.id.desc()).limit(limit + 1)).all()
    return Page([_listed(row, by) for row in rows[:limit]],
                cursors.written(rows[limit - 1].id) if len(rows) > limit else None)


def _listed(row, by: Actor) -> dict:
    state = RecordState.CONFIRMED if row.entry_count else RecordState.UNCONFIRMED
    return {"id": row.id, "kind": row.kind, "ref": row.ref, "title": row.title, "state": state,
            "state_name": STATE_NAMES[state],
            "member": {"account_id": row.account_id, "display_name": row.display_name},
            "place": _place(row, by),
            "unit": row.unit_id and {"code": row.unit_code, "name": row.unit_name},
            "served_at": row.served_at, "minutes": row.minutes, "proposed_minutes": row.proposed_minutes,
            "version": row.version}


def _place(row, by: Actor) -> dict:
    """Where it was; an employer learns the community, he need not know at whose door."""
    if policy.sees_place(by, row) or row.community_code is None:
        return {"code": row.place_code, "name": row.place_name, "level": row.place_level}
    return {"code": row.community_code, "name": row.community_name, "level": row.community_level}


def shown(record_id: int, by: Actor) -> dict:
    """One record with every entry, the oldest first; the last one counts. Raises UnknownRecord."""
    row = execute(_ROW.where(ServiceRecord.id == record_id, policy.records_visible_to(by))).first()
    if row is None:
        raise UnknownRecord()
    waits, permitted = row.entry_count == 0, []
    if waits and policy.may_propose(by, row):
        permitted.append("propose_minutes")
    if policy.may_confirm(by, row):
        permitted.append("confirm" if waits else "correct")
    return _listed(row, by) | {"entries": _entries(record_id), "permitted": permitted}


def _entries(record_id: int) -> list[dict]:
    rows = execute(sa.select(ServiceEntry.number, ServiceEntry.minutes, ServiceEntry.reason, ServiceEntry.at,
                             Account.display_name.label("by"))
                   .outerjoin(Account, Account.id == ServiceEntry.by_id)
                   .where(ServiceEntry.record_id == record_id).order_by(ServiceEntry.number))
    return [dict(row._mapping) for row in rows]


def locked(record_id: int, by: Actor) -> ServiceRecord:
    """A record he may see, held until the transaction ends. Raises UnknownRecord."""
    found = locked_some([record_id], by)
    if not found:
        raise UnknownRecord()
    return found[0]


def locked_some(ids: list[int], by: Actor) -> list[ServiceRecord]:
    """Those of these records that he may see, locked one after the other by id."""
    return list(db.session.scalars(
        sa.select(ServiceRecord).where(ServiceRecord.id.in_(ids), policy.records_visible_to(by))
        .order_by(ServiceRecord.id).with_for_update().execution_options(populate_existing=True)))


def totals(by: Actor) -> dict:
    """`{years: [{year, count, minutes, kinds: [{kind, count, minutes}]}], unconfirmed}` of his own service, by the
    local year, the latest first; what was corrected to nothing does not count."""
    rows = execute(sa.select(ServiceRecord.served_at, ServiceRecord.kind, ServiceEntry.minutes)
                   .join(ServiceEntry, LATEST).where(policy.of_himself(by), ServiceEntry.minutes > 0)).all()
    sums: dict[int, dict] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for row in rows:
        cell = sums[local(row.served_at).year][row.kind]
        cell[0], cell[1] = cell[0] + 1, cell[1] + row.minutes
    waiting = db.session.scalar(sa.select(sa.func.count()).select_from(ServiceRecord).where(
        policy.of_himself(by), ServiceRecord.entry_count == 0))
    return {"years": [_year(year, sums[year]) for year in sorted(sums, reverse=True)], "unconfirmed": waiting}


def _year(year: int, kinds: dict) -> dict:
    parts = [{"kind": kind, "count": kinds[kind][0], "minutes": kinds[kind][1]}
             for kind in ServiceKind if kind in kinds]
    return {"year": year, "count": sum(part["count"] for part in parts),
            "minutes": sum(part["minutes"] for part in parts), "kinds": parts}


def who_served(ticket: Ticket) -> int | None:
    """Who gave the last answer to a ticket, if he was an accepted member there when he gave it, and it is not his own
    matter: who moves house while the resident has yet to say whether it is solved has served all the same."""
    last = sa.select(sa.func.max(Answer.id)).where(Answer.ticket_id == ticket.id).scalar_subquery()
    there = sa.exists().where(
        Grant.account_id == Answer.by_id, Grant.role == Role.PARTY_MEMBER,
        sa.or_(Grant.revoked_at.is_(None), Grant.revoked_at >= Answer.at),
        Place.id == Grant.place_id, Place.path.startswith(_community_path(ticket.place_path), autoescape=True))
    account_id = db.session.scalar(sa.select(Answer.by_id).where(Answer.id == last, there))
    return None if account_id == ticket.reporter_id else account_id


def _community_path(path: str) -> str:
    """`/1/4/9/12/` → `/1/4/9/`: of a place, or of the community it lies in."""
    return "/".join(path.split("/")[:4]) + "/"


def unit_of(account_id: int) -> int | None:
    """The unit he registered from: by his accepted registration, else by the grant that stands for one, else (he is
    between two houses) by his last registration, as long as he stands on the unit's roster."""
    registered = sa.select(Registration.unit_id).where(
        Registration.account_id == account_id, Registration.state == RegistrationState.ACCEPTED)
    granted = sa.select(Grant.unit_id).where(
        Grant.account_id == account_id, Grant.role == Role.PARTY_MEMBER, Grant.revoked_at.is_(None),
        Grant.unit_id.is_not(None)).order_by(Grant.id.desc())
    before = sa.select(Registration.unit_id).join(PartyMember, PartyMember.id == Registration.member_id).where(
        Registration.account_id == account_id, Registration.state == RegistrationState.ENDED,
        PartyMember.left_on.is_(None)).order_by(Registration.id.desc())
    return db.session.scalar(sa.select(sa.func.coalesce(*(
        one.limit(1).scalar_subquery() for one in (registered, granted, before)))))


def held_on(account_id: int) -> list[dict]:
    """Every record of a person with its entries, for the copy of what is held on him."""
    rows = execute(sa.select(ServiceRecord.id, ServiceRecord.kind, ServiceRecord.ref, ServiceRecord.title,
                             ServiceRecord.served_at, ServiceRecord.proposed_minutes)
                   .where(ServiceRecord.account_id == account_id).order_by(ServiceRecord.id)).all()
    entries = defaultdict(list)
    for entry in execute(sa.select(ServiceEntry.record_id, ServiceEntry.minutes, ServiceEntry.reason, ServiceEntry.at)
                         .join(ServiceRecord, ServiceRecord.id == ServiceEntry.record_id)
                         .where(ServiceRecord.account_id == account_id).order_by(ServiceEntry.id)):
        entries[entry.record_id].append({"minutes": entry.minutes, "reason": entry.reason, "at": iso(entry.at)})
    return [{"kind": row.kind, "ref": row.ref, "title": row.title, "served_at": iso(row.served_at),
             "proposed_minutes": row.proposed_minutes, "entries": entries[row.id]} for row in rows]
