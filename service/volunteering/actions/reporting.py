"""report: two taps become a ticket, once for ever, however often and however late the phone sends them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from service.core import clock
from service.core.clock import local
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, WrongMoment, invalid
from service.core.keys import blind_indexes
from service.feedback.actions import submit
from service.feedback.queries.opening import lock_account
from service.organization.actors import Actor
from service.volunteering import coordinates, policy
from service.volunteering.kinds import KINDS, Kind, Told
from service.volunteering.models import CLIENT_ID, MembershipState, RiderReport, TeamMembership, TeamReport
from service.volunteering.queries.positions import nearest

SENT_WITHIN = timedelta(days=7)
CLOCKS_DIFFER = timedelta(minutes=5)  # phones run a little fast, and that is nobody's fault


class ReportDiffers(WrongMoment):
    code, title = "report_differs", "Another report under this id"
    detail = "这个编号下已经收到过一份内容不同的快报，请换一个新编号再发。"


class RidersOnly(Forbidden):
    code, title = "riders_only", "For volunteers"
    detail = "两步快报供红骑先锋队员使用，您可以用“我要反映”提交同样的内容。"


@dataclass(frozen=True, slots=True)
class Sent:
    """A report by its client's id, and whether it had been received before."""

    client_id: str
    again: bool


def report(client_id: str, *, by: Actor, kind: Kind, seen_at: datetime, **said) -> Sent:
    """Turn what a rider saw into a ticket; sent again, it is the same report and the same ticket.

    `said`: one of code_token, place_code and position `{lat, lng, coord_type}`; photos (at most one), text.
    Nothing is written on a refusal. Raises Invalid (`position_unknown` …), CodeRevoked, RidersOnly, ReportDiffers.
    """
    client_id = client_id.lower()
    if not CLIENT_ID.fullmatch(client_id):
        raise invalid(client_id="编号应当是手机生成的 UUID。")
    body = orjson.dumps({"kind": kind, "seen_at": seen_at} | said, option=orjson.OPT_SORT_KEYS).decode()
    prints = blind_indexes(body, "rider_report")
    with atomic():
        lock_account(by.account_id)  # the same report five times at once comes one after the other
        known = db.session.scalar(sa.select(RiderReport).where(RiderReport.client_id == client_id)
                                  .execution_options(populate_existing=True))
        if known is not None:
            if known.reporter_id != by.account_id or known.fingerprint not in prints:
                raise ReportDiffers()
            return Sent(client_id, again=True)
        if not policy.may_report(by):
            raise RidersOnly()
        _write(client_id, prints[0], by=by, kind=kind, seen_at=seen_at, **said)
    return Sent(client_id, again=False)


def _write(client_id: str, fingerprint: str, *, by: Actor, kind: Kind, seen_at: datetime, text: str | None = None,
           photos: list[str] | None = None, position: dict | None = None, **place: str | None) -> None:
    facts, moment = KINDS[kind], clock.now()
    text = text if text and text.strip() else None
    _check(moment, seen_at, kind, text, photos)
    external_id = f"rider:{client_id}"
    try:
        ticket = submit(
            by=by, text=f"{text or facts.sentence}（骑手{_when(seen_at)}看到）", category=facts.category,
            urgency=facts.urgency, photos=photos, coordinates=position, source="rider", external_id=external_id,
            **_where(position, **place))
    except IntegrityError as error:  # somebody else sent this id at the same moment: the unique index is the truth
        if "external_id" not in str(error.orig):
            raise
        raise ReportDiffers() from error
    row = RiderReport(client_id=client_id, reporter_id=by.account_id, kind=kind, seen_at=min(seen_at, moment),
                      sent_at=moment, fingerprint=fingerprint, ticket_id=ticket.id)
    db.session.add(row)
    db.session.flush()
    if facts.told is not Told.NOTHING:
        _tell_teams(row, by)


def _tell_teams(row: RiderReport, by: Actor) -> None:
    """It is a report of every team he belongs to now."""
    teams = sa.select(TeamMembership.team_id, sa.literal(row.id)).where(
        TeamMembership.account_id == by.account_id, TeamMembership.state == MembershipState.LIVE)
    db.session.execute(sa.insert(TeamReport).from_select(["team_id", "report_id"], teams))


def _check(moment: datetime, seen_at: datetime, kind: Kind, text: str | None, photos: list[str] | None) -> None:
    if seen_at > moment + CLOCKS_DIFFER:
        raise invalid(seen_at="看到的时间不能在将来，请核对手机的时间。")
    if seen_at < moment - SENT_WITHIN:
        raise invalid(seen_at="看到的时间已超过 7 天，请到现场再看一次后重新报。")
    if kind is Kind.OTHER and not text and not photos:
        raise invalid(text="选“其他”时请写一句说明，或拍一张照片。")


def _when(moment: datetime) -> str:
    here = local(moment)
    return f"{here.month}月{here.day}日 {here:%H:%M}"


def _where(position: dict | None, code_token: str | None = None, place_code: str | None = None) -> dict:
    """The place as `submit` takes it; a position stands for the nearest place that is known."""
    if sum(way is not None for way in (position, code_token, place_code)) != 1:
        raise invalid(place_code="请扫码、选择地点，或给出位置（三者选一）。")
    if position is None:
        return {"code_token": code_token, "place_code": place_code}
    code = nearest(*coordinates.to_wgs84(position["lat"], position["lng"], position["coord_type"]))
    if code is None:
        raise Invalid("附近没有登记过的地点，请扫码或选择地点。", code="position_unknown",
                      fields={"position": ["附近没有登记过的地点，请扫码或选择地点。"]})
    return {"place_code": code}
