"""What administrators find on their pages: what there is for them, places with their people, catalogue, service."""

from __future__ import annotations

from service.core.errors import Forbidden
from service.feedback import policy as feedback
from service.feedback.queries import shelving
from service.membership.policy.registrations import may_manage_periods
from service.notifications import policy as letters
from service.notifications import queries as messages
from service.notifications.models import DeliveryState
from service.organization import policy
from service.organization.actors import Actor
from service.organization.acts import ACTS
from service.organization.columns import LAYOUTS
from service.organization.models import COMMUNITY_DEPTH, DEPTH, Level, Place, Role
from service.organization.queries import auditing, grants, places, running
from service.organization.tree import LIES_IN, STANDS_AT
from service.volunteering import policy as teams
from service.volunteering.queries import positions

PAGE, AT_ONCE = 20, 50
LOOKED_AFTER = (Role.DISTRICT_ADMIN, Role.TOWN_SUPERVISOR, Role.COMMUNITY_WORKER, Role.AUDITOR)


def home(by: Actor) -> dict:
    """What there is for him to keep. Raises Forbidden for who keeps nothing."""
    if not by.held(*LOOKED_AFTER):
        raise Forbidden("这一页给管理员、镇街督办、社区工作人员和审计看。")
    return {"own": own(by).code, "gives_roles": policy.may_find_people(by), "keeps_rules": feedback.may_edit_rules(by),
            "reads_rules": feedback.may_preview_rules(by), "imports": policy.may_import(by),
            "opens_periods": may_manage_periods(by), "arranges_teams": bool(by.held(*teams.ABOVE)),
            "audits": policy.may_read_audit(by), "runs": policy.may_look_after_service(by),
            "resends": letters.may_see_deliveries(by)}


def own(by: Actor):
    """The grant by which he looks after places, the widest first. Raises Forbidden."""
    held = sorted(by.held(*LOOKED_AFTER), key=lambda grant: len(grant.ancestry))
    if not held:
        raise Forbidden("这一页给管理员、镇街督办、社区工作人员和审计看。")
    return held[0]


def place(code: str | None, by: Actor, cursor: str | None = None) -> dict:
    """A place (his own one when none is named), what lies below it, and what he may do there.

    Raises Forbidden, NotFound.
    """
    here = _looked_after(code, by)
    levels = [level for level in Level if here.level in LIES_IN[level] and policy.may_create(by, level, here.path)]
    return {"place": here, "chain": _his(here, by), "page": places.children(here, None, limit=AT_ONCE, cursor=cursor),
            "levels": levels, "may_rename": policy.may_rename(by, here.level, here.path),
            "may_place": DEPTH[here.level] >= COMMUNITY_DEPTH and teams.may_place(by, here.path),
            "has_codes": policy.may_see_codes(by, here.path), "keeps_rules": feedback.may_edit_rules(by)}


def position(code: str, by: Actor) -> dict:
    """Where a place lies, None while nobody has said it, for who may say it. Raises NotFound `place_unknown`,
    Forbidden."""
    here = places.place(code)
    return {"place": here, "position": positions.known(here, by)}


def people(code: str | None, by: Actor, cursor: str | None = None) -> dict:
    """Who holds which role at a place and below, and which roles he may give at it. Raises Forbidden, NotFound."""
    here = _looked_after(code, by)
    page = grants.grants_within(here, by=by, limit=PAGE, cursor=cursor)
    return {"place": here, "chain": _his(here, by), "page": page, "gives": _given_at(here, by),
            "where": places.written_out(grant["place"]["code"] for grant in page.items),
            "finds": policy.may_find_people(by),
            "may_take_back": {grant["id"]: _takes_back(grant, here, by) for grant in page.items}}


def _takes_back(grant: dict, here: Place, by: Actor) -> bool:
    """What stands within a place of his may be taken back when he could give it there."""
    return policy.may_revoke(by, Role(grant["role"]), here.path)


def _given_at(here: Place, by: Actor) -> list[Role]:
    return [role for role in Role if here.level in STANDS_AT[role] and policy.may_grant(by, role, here.path)]


def grant(grant_id: int, by: Actor) -> dict:
    """One grant, before it is taken back. Raises NotFound, also for one he may not see."""
    found = grants.shown_grant(grant_id)
    here = places.place(found["place"]["code"])
    if not policy.may_revoke(by, Role(found["role"]), here.path):
        raise Forbidden()
    return {"grant": found, "where": places.written_out([here.code])[here.code]}


def _looked_after(code: str | None, by: Actor) -> Place:
    here = places.place(code or own(by).code)
    if not policy.may_see_grants(by, here.path):
        raise Forbidden()
    return here


def _his(here: Place, by: Actor) -> list[dict]:
    """The way to a place, from the first one on that he looks after."""
    paths = [grant.path for grant in by.held(*LOOKED_AFTER)]
    reached = min((path.count("/") for path in paths if here.path.startswith(path)), default=2)
    return places.chain(here)[reached - 2:]


def categories(by: Actor) -> dict:
    """All categories in their tree, and whether he may change them. Raises Forbidden."""
    return {"items": shelving.kept_categories(by).items, "may_edit": feedback.may_edit_rules(by),
            "says": shelving.TAKES_EFFECT}


def category(code: str, by: Actor) -> dict:
    """One category. Raises Forbidden, NotFound."""
    return {"category": shelving.kept_category(code, by), "may_edit": feedback.may_edit_rules(by),
            "says": shelving.TAKES_EFFECT}


def limits(by: Actor) -> dict:
    """Service levels and the settings of queues. Raises Forbidden."""
    return {"levels": shelving.levels(by).items, "settings": shelving.settings(by).items,
            "may_edit": feedback.may_edit_rules(by), "says": shelving.TAKES_EFFECT}


def lists(by: Actor) -> dict:
    """The kinds of lists that can be imported, with the headings each one needs. Raises Forbidden."""
    if not policy.may_import(by):
        raise Forbidden()
    return {"layouts": {kind: [(words[0], name not in layout.optional) for name, words in layout.words.items()]
                        for kind, layout in LAYOUTS.items()}}


def log(by: Actor, cursor: str | None, **asked) -> dict:
    """A page of the audit log, as far as it is asked for. Raises Forbidden, Invalid."""
    return {"page": auditing.audit_log(by, limit=PAGE, cursor=cursor, **asked),
            "asked": {AS_TYPED.get(name, name): value for name, value in asked.items() if value is not None},
            "acts": sorted(ACTS.items(), key=lambda act: act[1])}


AS_TYPED = {"since": "from", "until": "to"}


def state(by: Actor) -> dict:
    """How the service is, by part, what is not well first. Raises Forbidden."""
    found = running.state_of_the_service(by)
    parts: dict[str, list[dict]] = {}
    for line in found["lines"]:
        parts.setdefault(line["part"], []).append(line)
    return found | {"parts": parts, "unwell": [line for line in found["lines"] if not line["is_well"]],
                    "templates": messages.message_templates(by).items}


def dead_letters(by: Actor, cursor: str | None) -> dict:
    """Messages that could not be delivered. Raises Forbidden."""
    page = messages.deliveries(by, state=DeliveryState.DEAD, limit=PAGE, cursor=cursor)
    return {"page": page, "kinds": sorted({row.kind for row in page.items})}
