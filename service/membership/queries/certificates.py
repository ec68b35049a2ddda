"""What a certificate says of a person's own service, and whether a paper that is shown is one of ours."""

from __future__ import annotations

import hmac
import re
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.accounts.models import Account
from service.core.clock import LOCAL, iso, local
from service.core.database import execute
from service.core.errors import NotFound
from service.core.text import mask_name
from service.membership.certificates import Facts, Service
from service.membership.models.records import Certificate, ServiceEntry, ServiceRecord
from service.membership.models.registration import Registration, RegistrationState
from service.membership.queries.records import LATEST, NAME, ON_ROSTER, unit_of
from service.organization.models import Place, Unit
from service.party.models import PartyMember

NUMBER = re.compile(r"[0-9]{8}-[0-9]{8}", re.ASCII)


class UnknownCertificate(NotFound):
    code = "certificate_unknown"
    detail = "没有这份证明，请核对编号和校验码。"


def facts(account_id: int, since: date, until: date) -> Facts:
    """What is certified of a person's own service from one local day to another, both included."""
    community = aliased(Place)
    row = execute(
        sa.select(NAME.label("name"), Unit.name.label("unit"), community.name.label("community"), Registration.number)
        .select_from(Account).outerjoin(PartyMember, ON_ROSTER)
        .outerjoin(Registration, sa.and_(Registration.account_id == Account.id,
                                         Registration.state == RegistrationState.ACCEPTED))
        .outerjoin(community, community.id == Registration.community_id)
        .outerjoin(Unit, Unit.id == sa.func.coalesce(Registration.unit_id, unit_of(account_id)))
        .where(Account.id == account_id)).first()
    return Facts(account_id, row.name, row.unit, row.community, row.number, since, until,
                 tuple(_services(account_id, since, until)))


def _services(account_id: int, since: date, until: date) -> list[Service]:
    rows = execute(
        sa.select(ServiceRecord.id, ServiceRecord.served_at, ServiceRecord.title, ServiceEntry.minutes)
        .join(ServiceEntry, LATEST)
        .where(ServiceRecord.account_id == account_id, ServiceEntry.minutes > 0,
               ServiceRecord.served_at >= _midnight(since),
               ServiceRecord.served_at < _midnight(until + timedelta(days=1)))
        .order_by(ServiceRecord.served_at, ServiceRecord.id))
    return [Service(row.id, local(row.served_at).date(), row.title, row.minutes) for row in rows]


def _midnight(day: date) -> datetime:
    """The moment a local day begins."""
    return datetime.combine(day, time(), LOCAL).astimezone(UTC)


def genuine(number: str, check: str) -> dict:
    """`{number, name_masked, total_minutes}` of a certificate that was issued with this check code, and no more.

    The name is None when the person has left the service. Raises UnknownCertificate, whatever of the two is wrong.
    """
    row = NUMBER.fullmatch(number) and execute(
        sa.select(Certificate.check_code, Certificate.total_minutes, Account.erased_at, NAME.label("name"))
        .join(Account, Account.id == Certificate.account_id).outerjoin(PartyMember, ON_ROSTER)
        .where(Certificate.number == number)).first()
    if not row or not hmac.compare_digest(row.check_code.encode(), check.strip().upper().encode()):
        raise UnknownCertificate()
    return {"number": number, "name_masked": None if row.erased_at else mask_name(row.name),
            "total_minutes": row.total_minutes}


def held_on(account_id: int) -> list[dict]:
    """The certificates a person printed, for the copy of what is held on him."""
    rows = execute(sa.select(Certificate.number, Certificate.since, Certificate.until, Certificate.total_minutes,
                             Certificate.issued_at)
                   .where(Certificate.account_id == account_id).order_by(Certificate.id))
    return [{"number": row.number, "from": row.since.isoformat(), "to": row.until.isoformat(),
             "total_minutes": row.total_minutes, "issued_at": iso(row.issued_at)} for row in rows]
