"""What the pages of the courtyard show: the places one looks after, their days, one day with its log, a year."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from service.courtyard.calendar import month_of
from service.courtyard.models.logs import LogState
from service.courtyard.policy.days import may_set_rule
from service.courtyard.queries import days, decisions, logs, rules, sheets
from service.courtyard.queries.log_details import seen_by
from service.development.queries import showing as candidates
from service.feedback.limits import MOST_PHOTOS
from service.feedback.queries import catalogue
from service.feedback.routing import Urgency
from service.media.queries import loose_of
from service.mediation.catalogue import DISPUTE_NAMES
from service.mediation.queries import showing as cases
from service.organization.actors import Actor
from service.organization.queries import places
from service.party.days import today
from service.party.models import CourtyardGroup
from service.party.queries import organisation
from service.web.words.matters import ROLES

READERS = ("courtyard_lead", "branch_secretary", "community_worker", "town_supervisor", "district_admin", "auditor")
LISTED, A_YEAR = 20, 60


def scopes(by: Actor) -> list[dict]:
    """The places whose courtyards he looks after, each once: `{code, name, role}`."""
    held = {grant.code: grant for role in reversed(READERS) for grant in by.held(role)}
    return [{"code": grant.code, "name": grant.name, "role": ROLES[grant.role]} for grant in held.values()][::-1]


def home(by: Actor, place: str | None = None) -> dict:
    """One of his places: the days from this month on, those still to be recorded, logs that wait for a decision.

    Who looks after none sees the groups he is a member of. Raises NotFound for an unknown place.
    """
    known = scopes(by)
    place = place or (known[0]["code"] if known else None)
    if place is None:
        groups = organisation.listed(CourtyardGroup, by, limit=LISTED).items
        return {"scopes": [], "place": None, "groups": groups}
    undecided = logs.logs(by, place=place, state=(LogState.SUBMITTED, LogState.RETURNED), limit=LISTED).items
    upcoming = days.days(by, place=place, limit=LISTED)
    now = month_of(today())
    return {"scopes": known, "place": place, "groups": None,
            "this_month": [day for day in upcoming.items if day["on"].startswith(now) and day["state"] != "open"],
            "next_month": [day for day in upcoming.items if not day["on"].startswith(now)][:5],
            "to_record": days.days(by, place=place, state="open", limit=LISTED).items,
            "waiting": [log for log in undecided if log["state"] == LogState.SUBMITTED],
            "returned": [log for log in undecided if log["state"] == LogState.RETURNED]}


def day(day_id: int, by: Actor) -> dict:
    """One day with its agenda, and its log when there is one he may see. Raises UnknownDay."""
    shown = days.detail(day_id, by)
    return {"day": shown, "log_id": sheets.log_of(day_id, by), "today": today().isoformat(),
            "may_record": shown["on"] <= today().isoformat() and shown["state"] in ("planned", "open"),
            "stations": sheets.stations_near(places.place(shown["place"]["code"]).path) if shown["permitted"] else []}


def log(day_id: int, by: Actor, photos: Sequence[str] = ()) -> dict:
    """The log of a day: to be written by who may, to be read by who sees it; `photos`: those he has brought for one
    that was refused. Raises UnknownDay, UnknownLog, Forbidden."""
    client_id = sheets.log_of(day_id, by)
    written = seen_by(client_id, by) if client_id else None
    found = {"day": days.detail(day_id, by), "log": written, "client_id": client_id or str(uuid.uuid4()),
             "today": today().isoformat()}
    if written is not None and "save" not in written["permitted"]:
        return found | {"sheet": None}
    known = {"cases": [(one["id"], f"{DISPUTE_NAMES[one['type']]}（{one['opened_on']}）") for one in
                       cases.mine(by, state=None, type=None, limit=LISTED, cursor=None).items],
             "candidates": [(one["id"], one["name"]) for one in
                            candidates.candidates(by, stage=None, state="live", limit=LISTED, cursor=None).items]}
    return found | known | {"sheet": sheets.sheet(day_id, by), "categories": catalogue.categories(),
                    "most_photos": MOST_PHOTOS, "brought": loose_of(photos, by),
                    "urgencies": [Urgency.ORDINARY, Urgency.URGENT, Urgency.EMERGENCY]}


def saved(day_id: int, by: Actor) -> dict:
    """What a device asks that is still writing: the version of the log, and when it was saved. Raises UnknownDay."""
    client_id = sheets.log_of(day_id, by)
    return {"client_id": client_id, "log": seen_by(client_id, by) if client_id else None}


def year(code: str, by: Actor, year: int | None = None) -> dict:
    """The year of a group, its fixed day, and what it has still to do. Raises NotFound."""
    group = organisation.seen(CourtyardGroup, code, by)
    asked, may = year or today().year, may_set_rule(by, group.path)
    return {"group": {"code": group.code, "name": group.name, "place": group.place_name}, "year": asked,
            "this_year": today().year, "days": days.days(by, group=code, year=asked, limit=A_YEAR).items,
            "rule": rules.live_rule(group.id), "may_set_rule": may,
            "stations": sheets.stations_near(group.path) if may else []}


def logs_of(by: Actor, place: str | None = None, state: LogState | None = None, cursor: str | None = None) -> dict:
    """A page of logs, the newest first."""
    return {"page": logs.logs(by, place=place, state=state, limit=LISTED, cursor=cursor), "state": state,
            "place": place}


def decisions_of(by: Actor, place: str | None = None, group: str | None = None, state: str = "open",
                 cursor: str | None = None) -> dict:
    """A page of decisions, the newest first."""
    page = decisions.decisions(by, place=place, group=group, state=None if state == "all" else state, limit=LISTED,
                               cursor=cursor)
    return {"page": page, "state": state, "place": place, "group": group}
