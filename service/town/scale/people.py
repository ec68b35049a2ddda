"""What the made-up district keeps of persons: disputes, development, registrations, groups; and the figures."""

from __future__ import annotations

from datetime import timedelta

from service.core import clock
from service.core.database import atomic
from service.development.models import Candidate
from service.development.stages import Stage
from service.mediation.catalogue import DisputeType, Outcome, Source
from service.mediation.models import Mediation
from service.membership import receipts
from service.membership.catalogue import Service, Skill
from service.membership.models.groups import WechatGroup
from service.membership.models.registration import OfferKind, Registration, RegistrationOffer, RegistrationState
from service.organization.models import Level, Place
from service.statistics.actions import count_again
from service.town.scale.ground import GROUPS, MARK, Ground, add, places_of, write

MEDIATIONS, CANDIDATES, REGISTRATIONS = 1_500, 800, 10_000


def mediations(ground: Ground) -> int:
    """Disputes over the year, most of them settled."""
    rows = []
    for group in ground.spread(ground.ids["groups"], ground.sized(MEDIATIONS)):
        opened = ground.today - timedelta(days=ground.chance.randrange(360))
        closed = opened + timedelta(days=ground.chance.randrange(5, 30))
        outcome = ground.chance.choice(list(Outcome)) if closed < ground.today else None
        rows.append({"type": ground.chance.choice(list(DisputeType)), "source": Source.OFFERED,
                     "facts": "边界说法不一。", "opened_on": opened, "due_on": opened + timedelta(days=30),
                     "outcome": outcome, "closed_on": closed if outcome else None,
                     "closed_at": ground.moment(closed) if outcome else None, "created_at": ground.moment(opened),
                     **{name: group[name] for name in ("place_id", "place_path", "town_id", "community_id")}})
    with atomic():
        return add(Mediation, rows)


def candidates(ground: Ground) -> int:
    """Candidates of village branches at every stage."""
    groups = ground.spread(ground.ids["groups"], ground.sized(CANDIDATES))
    with atomic():
        return add(Candidate, [
            {"name": ground.name(), "branch_id": group["branch_id"], "group_id": group["group_id"],
             "stage": ground.chance.choice(list(Stage)), "stage_on": ground.months[0], "created_at": clock.now(),
             **{name: group[name] for name in ("place_path", "town_id", "community_id")}} for group in groups])


def _homes() -> list[tuple[Place, int]]:
    """(building, the id of its community) of the made-up buildings."""
    compounds = {place.id: place for place in places_of(Level.COMPOUND)}
    return [(house, compounds[house.parent_id].parent_id) for house in places_of(Level.BUILDING)
            if f"-{MARK}-" in house.code]


def registrations(ground: Ground) -> int:
    """On-the-job members registered in the buildings of the communities; some buildings stay without one."""
    homes, codes = _homes(), {place.id: place.code for place in places_of(Level.COMMUNITY)}
    lived_in = homes[:max(1, len(homes) * 9 // 10)]
    rows = []
    for number, (member_id, member) in enumerate(ground.ids["on_the_job"][:ground.sized(REGISTRATIONS)]):
        house, community = lived_in[number % len(lived_in)]
        at = ground.moment(ground.today - timedelta(days=ground.chance.randrange(1, 360)))
        rows.append({"number": receipts.compose(codes[community], at.year, 500_000 + number), "member_id": member_id,
                     "unit_id": member["unit_id"], "place_id": house.id, "community_id": community,
                     "state": RegistrationState.ACCEPTED, "applied_at": at, "decided_at": at})
    with atomic():
        ids = write(Registration, rows)
        offers = [(kind, words) for kind, words in ((OfferKind.SKILL, list(Skill)), (OfferKind.SERVICE, list(Service)))]
        return len(ids) + add(RegistrationOffer, [
            {"registration_id": registration, "kind": kind, "code": ground.chance.choice(words).value}
            for registration in ids for kind, words in offers])


def wechat_groups(ground: Ground) -> int:
    """A group for some of the compounds."""
    compounds = [place for place in places_of(Level.COMPOUND) if f"-{MARK}-" in place.code]
    with atomic():
        return add(WechatGroup, [
            {"name": f"{place.name}报到群", "place_id": place.id, "place_path": place.path,
             "community_id": place.parent_id, "compound_id": place.id, "created_at": clock.now()}
            for place in compounds[:ground.sized(GROUPS)]])


def figures() -> int:
    """Count everything once, so that the first view is as quick as the next."""
    return count_again()
