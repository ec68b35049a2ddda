"""Who hears about a team: who asked, who decides, who no longer belongs to it. Of reports nobody but the sender."""

from __future__ import annotations

from collections.abc import Iterable

from service.feedback.queries.people import with_roles
from service.notifications import outbox
from service.notifications.outbox import Letter
from service.organization.models import Role
from service.volunteering.models import Ending, TeamMembership, VolunteerTeam
from service.volunteering.queries.teams import leader_ids

ENDED = {
    Ending.DECLINED: ("这次没有加入", "您想加入{team}的申请这次没有通过，可以和队长或镇街联系，也可以再申请。"),
    Ending.REMOVED: ("您已不在队里", "您已不在{team}，手上没办完的事已退回，谢谢您做过的一切。"),
    Ending.TEAM_ENDED: ("队伍已经解散", "{team}已经解散，手上没办完的事已退回，谢谢您做过的一切。"),
}


def _tell(accounts: Iterable[int], kind: str, title: str, body: str, team: VolunteerTeam, key: object) -> None:
    outbox.put([Letter(account_id=account, kind=kind, title=title, body=body, subject=f"team:{team.code}",
                       dedupe_key=f"team/{team.id}/{kind}/{key}/{account}", place_id=team.place_id)
                for account in accounts])


def asked(team: VolunteerTeam, membership: TeamMembership) -> None:
    """The leaders hear that somebody wants to join; while a team has none, the town does."""
    deciders = leader_ids(team) or with_roles(team.place.path, Role.TOWN_SUPERVISOR)
    _tell(deciders, "team_asked", "有人想加入队伍", f"有人申请加入{team.name}，请在队员名单里答复。", team,
          membership.id)


def accepted(team: VolunteerTeam, membership: TeamMembership) -> None:
    _tell([membership.account_id], "team_accepted", "欢迎加入",
          f"您已加入{team.name}，可以用两步快报，也可以接群众队列的单。", team, membership.id)


def ended(team: VolunteerTeam, membership: TeamMembership) -> None:
    """Who was declined or taken out hears it; who left knows it."""
    if membership.ended_because in ENDED:
        title, body = ENDED[membership.ended_because]
        _tell([membership.account_id], "team_ended", title, body.format(team=team.name), team, membership.id)


def appointed(team: VolunteerTeam, membership: TeamMembership, leadership_id: int) -> None:
    _tell([membership.account_id], "team_leading", "请您带队", f"请您带{team.name}，有人申请加入时由您答复。", team,
          leadership_id)
