"""From a number of the figures down to the matters it counts: what the list of matters has to be asked for."""

from __future__ import annotations

from datetime import date, timedelta

from service.core import clock
from service.feedback import policy
from service.organization.actors import Actor
from service.organization.models import Place
from service.statistics.local_time import first_day
from service.statistics.queries.tickets.backlog import UP_TO
from service.statistics.queries.tickets.hot import WITHIN

COUNTS = {"submitted": {}, "open": {"open": "yes"}, "overdue": {"overdue": "yes"},
          **{ended: {"outcome": ended} for ended in ("auto_confirmed", "merged", "rejected", "withdrawn")}}
"""What besides the place and the months makes a count; there is no way down to who rated how (docs/adr/0034)."""


def ways(found: dict, here: Place, by: Actor) -> dict | None:
    """`{whole, places, queues, categories, months, ages, waiting, lately}`: what to ask the list for, by the key of the
    row; None for who may not see the matters."""
    if not by.holds(*policy.READERS, path=here.path):
        return None
    place = {"place": here.code}
    whole = {name: value for name, value in (place | _months(found["since"], found["until"]) | {
        "queue": found["queue"], "category": found["category"]}).items() if value}
    today = clock.local(clock.now()).date()
    return {"whole": whole, **{of: {row["key"]: whole | {name: row["key"]} for row in found[of] if row["key"]}
                               for of, name in (("places", "place"), ("queues", "queue"), ("categories", "category"))},
            "months": {row["key"]: whole | _months(row["key"], row["key"]) for row in found["months"]},
            "ages": _ages(today), "waiting": {"open": "yes"},
            "lately": {"since": clock.local(clock.now() - WITHIN).date().isoformat()}, "counts": COUNTS}


def _months(since: str, until: str) -> dict[str, str]:
    """From the first day of the one month to the last of the other."""
    return {"since": f"{since}-01", "until": (first_day(until, 1) - timedelta(days=1)).isoformat()}


def _ages(today: date) -> dict[str, dict[str, str]]:
    """Open, and submitted on which days, by the key of the age."""
    found, youngest = {}, 0
    for most, key in UP_TO.items():
        found[key] = {"since": (today - timedelta(days=most)).isoformat(),
                      "until": (today - timedelta(days=youngest)).isoformat()}
        youngest = most + 1
    found["more"] = {"until": (today - timedelta(days=youngest)).isoformat()}
    return {key: {"open": "yes"} | days for key, days in found.items()}
