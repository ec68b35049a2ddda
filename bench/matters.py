"""Tickets by the hundred thousand, to count: made up by rule, or requests of a city's open 311 data mapped onto the
district's places, categories and queues."""

from __future__ import annotations

import csv
import gzip
import zlib
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db, execute
from service.feedback.models import Ticket
from service.feedback.models.ticket import INSERT
from service.feedback.routing import Queue, Urgency
from service.feedback.workflow import Outcome, State
from service.organization.models import Level, Place

SOURCE = "bench"
AT_ONCE = 2_000
MADE_UP = sa.text("""
INSERT INTO tickets (id, number, state, outcome, queue, version, text, category, needs_enforcement, urgency, source,
    is_public, support_count, photo_count, submitted_by_id, reporter_id, anonymous, on_behalf, place_id, place_path,
    town_id, community_id, compound_id, building_id, route, service_level, clock, created_at, answer_since, queued_at,
    ring_compound_at, ring_community_at, claim_by, respond_by, responded_at, answer_by, limit_at, claim_warned,
    answer_warned, moves, reopened, supervised, holder_id, answered_at, closed_at, merged_into_id)
SELECT :base + n, 'bench-' || n, state, outcome, queue, 1, '楼道灯不亮，晚上看不见台阶。', category, false,
    'ordinary', 'bench', false, CASE WHEN d % 40 = 0 THEN d % 17 ELSE 0 END, 0, :reporter, :reporter, false, false,
    place_id, path, town, community, compound, NULL, '{}', 'ordinary', 'natural',
    at, at, at, at, at, at + interval '1 day', at + interval '1 day',
    CASE WHEN d % 10 < 9 AND state <> 'queued' AND coalesce(outcome, '') <> 'withdrawn'
         THEN at + (d % 30) * interval '1 hour' END, at + interval '7 days',
    CASE state WHEN 'queued' THEN at + interval '1 day' WHEN 'claimed' THEN at + interval '7 days' END, 0, 0, 0,
    CASE WHEN d % 25 = 0 THEN 1 ELSE 0 END, 0, CASE WHEN state IN ('claimed', 'answered') THEN :holder END,
    CASE WHEN state = 'answered' THEN at + interval '2 days' END,
    CASE WHEN state = 'closed' THEN at + interval '5 days' END,
    CASE WHEN outcome = 'merged' THEN :base + greatest(1, n - 1 - d % 900) END
FROM (SELECT n, d, at, queue, category, place_id, path, town, community, compound, state,
          CASE WHEN state = 'closed' THEN
          (ARRAY['confirmed', 'confirmed', 'confirmed', 'auto_confirmed', 'rejected', 'withdrawn', 'merged'])[1 + d % 7]
          END AS outcome
      FROM (SELECT n, d, now() - (a % 17500) * interval '1 hour' AS at,
                (ARRAY['community', 'party_member', 'public'])[1 + b % 3] AS queue,
                (CAST(:categories AS varchar[]))[1 + c % :kinds] AS category, place_id, path, town, community, compound,
                CASE WHEN a % 17500 >= 300 AND b % 80 <> 0 THEN 'closed'
                     ELSE (ARRAY['queued', 'claimed', 'answered', 'queued'])[1 + c % 4] END AS state
            FROM (SELECT n, abs(hashint4(n)::bigint) AS a, abs(hashint4(n + 10000019)::bigint) AS b,
                      abs(hashint4(n + 20000003)::bigint) AS c, abs(hashint4(n + 30000001)::bigint) AS d
                  FROM generate_series(1, :count) AS n) AS chance
            JOIN :places ON p.place = c % :spots) AS drawn) AS made
""".replace(":places", """(SELECT id AS place_id, path, split_part(path, '/', 3)::bigint AS town,
      split_part(path, '/', 4)::bigint AS community, nullif(split_part(path, '/', 5), '')::bigint AS compound,
      row_number() OVER (ORDER BY id) - 1 AS place FROM places
      WHERE level NOT IN ('district', 'town', 'building')) AS p"""))
ANSWERS = sa.text("""INSERT INTO answers (ticket_id, by_id, text, is_public, at)
    SELECT id, :holder, '已修好', false, closed_at FROM tickets WHERE source = 'bench' AND outcome = 'confirmed'""")
RATINGS = sa.text("""INSERT INTO ratings (ticket_id, answer_id, rater_id, solved, satisfaction, at)
    SELECT t.id, a.id, :reporter, CASE WHEN t.id % 10 < 7 THEN 'yes' WHEN t.id % 10 < 9 THEN 'partly' ELSE 'no' END,
    1 + t.id % 5, t.closed_at FROM tickets t JOIN answers a ON a.ticket_id = t.id WHERE t.source = 'bench'""")
JOINED = sa.text("""UPDATE tickets SET joined_count = merged.joined FROM (SELECT merged_into_id, count(*) AS joined
    FROM tickets WHERE merged_into_id IS NOT NULL GROUP BY merged_into_id) AS merged
    WHERE merged.merged_into_id = tickets.id""")
GONE = ("DELETE FROM published_figures", "DELETE FROM answer_steps", "DELETE FROM ratings", "DELETE FROM answers",
        "DELETE FROM tickets WHERE source = 'bench'")
CATEGORIES = {"Sanitation": "environment.garbage", "Recycling": "environment.garbage",
              "Street Cleaning": "environment.tidying", "Trees": "environment.greenery",
              "Highway Maintenance": "facilities.drains", "Street Lights": "facilities.lamp",
              "Signs & Signals": "facilities.lamp", "Building": "facilities.building",
              "Housing": "facilities.building", "Environmental Services": "environment.pests"}
QUEUES = {"Self Service": Queue.PARTY_MEMBER, "Citizens Connect App": Queue.PUBLIC, "Twitter": Queue.PUBLIC}


def clear() -> None:
    """Take away what an earlier size left."""
    with atomic() as session:
        for statement in GONE:
            session.execute(sa.text(statement))


def generated(count: int, *, reporter: int, holder: int) -> None:
    """So many tickets of two years, over every community, compound and courtyard, as they stand at some time."""
    with db.engine.connect() as connection:
        kinds = connection.scalars(sa.text("SELECT code FROM categories WHERE parent_code IS NOT NULL "
                                           "AND NOT needs_enforcement ORDER BY code")).all()
        spots = connection.scalar(sa.text("SELECT count(*) FROM places "
                                          "WHERE level NOT IN ('district', 'town', 'building')"))
        base = connection.scalar(sa.text("SELECT coalesce(max(id), 0) + 1000 FROM tickets"))
    with atomic() as session:
        session.execute(MADE_UP, {"count": count, "base": base, "reporter": reporter, "holder": holder,
                                  "categories": list(kinds), "kinds": len(kinds), "spots": spots})
        _rated(reporter, holder)
        session.execute(JOINED)
        session.execute(sa.text("SELECT setval(pg_get_serial_sequence('tickets', 'id'), max(id)) FROM tickets"))


def _rated(reporter: int, holder: int) -> None:
    db.session.execute(ANSWERS, {"holder": holder})
    db.session.execute(RATINGS, {"reporter": reporter})


def of_file(path: Path, *, reporter: int, holder: int) -> dict[str, int]:
    """Requests of a CSV (columns open_dt, target_dt, closed_dt, ontime, closure_reason, reason, source, pwd_district,
    precinct); gives how many rows there were, and how many of them the file itself calls in time, and late."""
    towns, rows, said = _towns(), [], {"rows": 0, "ONTIME": 0, "OVERDUE": 0}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for number, request in enumerate(csv.DictReader(file), start=1):
            said["rows"] += 1
            if request["ontime"] and request["target_dt"]:
                said[request["ontime"]] += 1
            rows.append(_ticket(number, request, towns, reporter))
    with atomic():
        for start in range(0, len(rows), AT_ONCE):
            execute(INSERT, rows[start:start + AT_ONCE])
        _rated(reporter, holder)
    return said


def _towns() -> list[list[Place]]:
    found: dict[int, list[Place]] = {}
    for place in db.session.scalars(sa.select(Place).where(Place.level.in_([Level.COMMUNITY, Level.VILLAGE]))
                                    .order_by(Place.id)):
        found.setdefault(place.parent_id, []).append(place)
    return list(found.values())


def _one(among: list, word: str):
    """Always the same one for a word."""
    return among[zlib.crc32(word.encode()) % len(among)]


def _moment(text: str) -> datetime | None:
    """Their clock on the wall, put on ours, so that their months are ours."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL) if text.strip() else None


def _ticket(number: int, request: dict[str, str], towns: list[list[Place]], reporter: int) -> dict:
    place = _one(_one(towns, request["pwd_district"]), request["precinct"])
    at, closed = _moment(request["open_dt"]), _moment(request["closed_dt"])
    promised, state = _moment(request["target_dt"]) or at + timedelta(days=7), State.CLOSED if closed else State.QUEUED
    times = dict.fromkeys(("created_at", "answer_since", "queued_at", "ring_compound_at", "ring_community_at"), at)
    return {column.key: None for column in Ticket.__table__.columns if column.key != "id"} | times | {
        "number": f"bench-{number}", "state": state, "outcome": _outcome(request) if closed else None, "version": 1,
        "queue": QUEUES.get(request["source"], Queue.COMMUNITY), "text": request["case_title"] or "—",
        "category": CATEGORIES.get(request["reason"]), "needs_enforcement": False, "urgency": Urgency.ORDINARY,
        "source": SOURCE, "is_public": False, "support_count": 0, "photo_count": 0, "joined_count": 0,
        "submitted_by_id": reporter, "reporter_id": reporter, "anonymous": False, "on_behalf": False,
        "place_id": place.id, "place_path": place.path, "town_id": place.parent_id, "community_id": place.id,
        "route": {}, "service_level": "ordinary", "clock": "natural", "claim_by": promised, "respond_by": promised,
        "responded_at": closed, "answer_by": promised, "limit_at": None if closed else promised, "claim_warned": 0,
        "answer_warned": 0, "moves": 0, "reopened": 0, "supervised": 0, "closed_at": closed}


def _outcome(request: dict[str, str]) -> Outcome:
    """What they write when they close a case, in our words; who was answered has rated it, for this count."""
    why = request["closure_reason"]
    if "Duplicate" in why or "Invalid" in why:
        return Outcome.REJECTED
    return Outcome.CONFIRMED if "Resolved" in why or "Noted" in why else Outcome.AUTO_CONFIRMED
