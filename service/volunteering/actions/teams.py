"""Teams are founded, renamed and ended by the town or the district."""

from __future__ import annotations

from service.core import audit, clock
from service.core.clock import local
from service.core.database import atomic, inserting
from service.core.errors import Forbidden, WrongMoment, invalid
from service.core.opening import refuse_in_order
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, DEPTH
from service.organization.queries import places
from service.volunteering import policy
from service.volunteering.actions.leaving import end_all_of
from service.volunteering.models import Trade, VolunteerTeam
from service.volunteering.queries import opening


def found_team(*, by: Actor, code: str, name: str, trade: Trade, place_code: str) -> VolunteerTeam:
    """A new team of a district, a town, a community or a village. Audited.

    Raises Invalid, Forbidden, WrongMoment `code_taken`.
    """
    place = places.given(place_code)
    if not policy.may_arrange(by, place.path):
        raise Forbidden()
    if DEPTH[place.level] > COMMUNITY_DEPTH:
        raise invalid(place_code="队伍建在区、镇街或社区（村）一级。")
    if not places.CODE.fullmatch(code):
        raise invalid(code="编码只能用字母、数字和横线，最多 32 位。")
    with atomic() as session:
        team_id = session.scalar(
            inserting(VolunteerTeam).values(code=code, name=name.strip(), trade=trade, place_id=place.id, version=1,
                                            created_by_id=by.account_id, created_at=clock.now())
            .on_conflict_do_nothing().returning(VolunteerTeam.id))
        if team_id is None:
            raise WrongMoment("这个编码已经有了。", code="code_taken")
        audit.record("team_founded", by=by, subject=f"team:{code}", trade=trade, place=place.code)
    return opening.team(code)


def change_team(code: str, *, by: Actor, name: str, trade: Trade, seen: int | None = None) -> VolunteerTeam:
    """Another name or trade. Raises UnknownTeam, Stale, TeamEnded, Forbidden."""
    with atomic():
        team = _to_be_arranged(code, by=by, seen=seen)
        team.name, team.trade, team.version = name.strip(), trade, team.version + 1
    return team


def end_team(code: str, *, by: Actor, seen: int | None = None) -> None:
    """The team is over, and with it every membership and the roles that came from it. Audited.

    Raises UnknownTeam, Stale, TeamEnded, Forbidden.
    """
    with atomic() as session:
        team = _to_be_arranged(code, by=by, seen=seen)
        team.ended_on, team.version = local(clock.now()).date(), team.version + 1
        session.flush()
        end_all_of(team, by=by)
        audit.record("team_ended", by=by, subject=f"team:{team.code}")


def _to_be_arranged(code: str, *, by: Actor, seen: int | None) -> VolunteerTeam:
    team = opening.team(code, locked=True)
    refuse_in_order(team, seen=seen, wrong=opening.over(team), may=policy.may_arrange(by, team.place.path))
    return team
