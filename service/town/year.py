"""A year in the demonstration town: courtyard days behind and ahead, members who registered, a wish, a post, a team,
and two months of matters.

Tests begin without it; `script/server` shows it.
"""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import atomic, db
from service.courtyard.actions.planning import plan_all
from service.courtyard.models import DayRule
from service.membership.actions import deciding, groups, registering
from service.membership.catalogue import Service, Skill
from service.organization.actions.grants import give
from service.organization.models import Role
from service.party.models import PartyMember
from service.statistics.queries import figures
from service.town import cast, matters
from service.town.scale import happenings
from service.town.scale.ground import Ground
from service.town.town import Town
from service.volunteering.actions import leading, membering, teams
from service.volunteering.models import Trade
from service.wishes.actions import arranging, wishing
from service.wishes.kinds import PostKind

TEAM = "demo-team"
REGISTERED = (  # who, where, with which community's worker, what he offers
    ("member-wang", "building_1", "worker-zhang", (Skill.ELECTRICAL, Skill.PLUMBING), (Service.REPAIRS,)),
    ("member-zhao", "building_2", "worker-zhang", (Skill.LAW,), (Service.LEGAL_ADVICE, Service.VISITS)),
    ("member-sun", "other_community", "worker-far", (Skill.MEDICAL,), (Service.CLINIC,)),
)


def is_lived() -> bool:
    """Whether the year lies behind the town already."""
    return db.session.scalar(sa.select(sa.exists().where(DayRule.group_id == Town().group(1).id)))


def live() -> None:
    """Let the year pass, in one transaction; a year that has passed is left as it is."""
    with atomic():
        if is_lived():
            return
        _meet()
        _register()
        _offer()
        matters.live()
    plan_all()


def _meet() -> None:
    """Twelve months of days of both courtyards; those of this month, the first of them today's, wait to be recorded.

    The secretary is the village's worker too, as in many villages: what comes out of the days finds somebody.
    """
    ground, town = Ground(1.0, recorded_until=figures.today().replace(day=1)), Town()
    give(Role.COMMUNITY_WORKER, ground.approver_id, town.place("village"), by=None)
    ground.ids["groups"] = [_group(number) for number in (1, 2)]
    happenings.rules(ground, first=min(ground.today.day, 28))
    for number, month in enumerate(ground.months):
        happenings.days(ground, month, number)


def _group(number: int) -> dict:
    group = Town().group(number)
    ids = group.place.ancestry
    members = db.session.scalars(sa.select(PartyMember.id).where(PartyMember.group_id == group.id)
                                 .order_by(PartyMember.id)).all()
    return {"group_id": group.id, "place_id": group.place_id, "place_path": group.place.path, "town_id": ids[1],
            "community_id": ids[2], "members": list(members)}


def _register() -> None:
    town = Town()
    for who, place, worker, skills, services in REGISTERED:
        registration = registering.register(by=town.actor(who), unit_code=cast.UNIT_CODE, skills=skills,
                                            place_code=town.place(place).code, services=services)
        deciding.accept(registration.id, by=town.actor(worker))
    worker = town.actor("worker-zhang")
    groups.enter(by=worker, place_code=town.place("compound").code, name="东街花园党员报到群",
                 owner_account_id=worker.account_id, member_count=36)


def _offer() -> None:
    """A wish that waits for a member, a post with one seat taken, and a team of riders."""
    town = Town()
    worker, supervisor = town.actor("worker-zhang"), town.actor("supervisor-wu")
    wish = wishing.submit(by=town.actor("resident-li"), text="家里的水龙头总是滴水，想请人来看看。",
                          place_code=town.place("building_1").code)
    wishing.approve(wish.id, by=worker)
    post = arranging.open_post(by=worker, kind=PostKind.CARE, title="帮老助困岗", seats=3, times="每周六上午",
                               description="陪独居老人说说话，代买代办。", place_code=town.place("compound").code)
    arranging.take_seat(post.id, by=town.actor("member-zhao"))
    teams.found_team(by=supervisor, code=TEAM, name="凤城红骑先锋队", trade=Trade.FOOD_DELIVERY,
                     place_code=town.place("town").code)
    rider = membering.ask(TEAM, by=town.actor("volunteer-qian"))
    membering.accept(TEAM, rider.id, by=supervisor)
    leading.appoint(TEAM, rider.id, by=supervisor)
