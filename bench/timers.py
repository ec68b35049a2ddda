"""`python -m bench.timers`: a pass of the clockwork over 1,000,000 tickets with 1,000 due, on durable PostgreSQL."""

from __future__ import annotations

import argparse
import time
from collections import Counter

import sqlalchemy as sa
from sqlalchemy import event

from bench import ground
from service.core.database import atomic, db
from service.feedback.actions import clockwork
from service.feedback.models import Ticket

STAFF = """
INSERT INTO accounts (display_name, username, created_at, failed_sign_ins)
SELECT '工作人员', 'bench-' || level || '-' || id || '-' || n, now(), 0
FROM places, generate_series(1, 2) AS n WHERE level IN ('community', 'village', 'town');
INSERT INTO grants (account_id, role, place_id, granted_at)
SELECT a.id, CASE WHEN split_part(a.username, '-', 2) = 'town' THEN 'town_supervisor' ELSE 'community_worker' END,
    split_part(a.username, '-', 3)::bigint, now()
FROM accounts AS a WHERE a.username LIKE 'bench-%';
"""
# Ten kinds of tickets to which time has something to say, spread over the district; the reporter is account 1.
DUE = """
CREATE TEMPORARY TABLE chosen AS
SELECT id, row_number() OVER (ORDER BY id) AS n, community_id FROM (
    SELECT id, community_id FROM tickets WHERE number LIKE 'bench-%' AND state = 'queued'
    ORDER BY hashtext(number) LIMIT {count}) AS few;
UPDATE tickets AS t SET
    state = CASE c.n % 10 WHEN 3 THEN 'claimed' WHEN 4 THEN 'claimed' WHEN 5 THEN 'claimed' WHEN 6 THEN 'asking'
        WHEN 7 THEN 'suspended' WHEN 8 THEN 'answered' WHEN 9 THEN 'answered' ELSE 'queued' END,
    holder_id = CASE WHEN c.n % 10 IN (3, 4, 5, 6, 7, 8, 9) THEN w.id END,
    queue = CASE WHEN c.n % 10 = 1 THEN 'party_member' WHEN c.n % 10 = 5 THEN 'party_member' ELSE 'community' END,
    fallback = CASE WHEN c.n % 10 = 1 THEN 'community' END,
    queued_at = now() - interval '20 hours',
    claim_by = now() + CASE WHEN c.n % 10 IN (1, 2) THEN interval '-1 minute' ELSE interval '4 hours' END,
    claim_warned = CASE WHEN c.n % 10 IN (1, 2) THEN 80 ELSE 0 END,
    answer_since = now() - interval '5 days',
    answer_by = now() + CASE WHEN c.n % 10 = 4 THEN interval '-1 minute' ELSE interval '36 hours' END,
    answer_warned = CASE WHEN c.n % 10 IN (3) THEN 0 ELSE 80 END,
    claim_expires_at = CASE WHEN c.n % 10 IN (3, 4, 6, 7) THEN now() + interval '2 days'
        WHEN c.n % 10 = 5 THEN now() - interval '1 minute' END,
    clock_stopped_at = CASE WHEN c.n % 10 IN (6, 7) THEN now() - interval '7 days 1 minute' END,
    review_on = CASE WHEN c.n % 10 = 7 THEN now() - interval '1 minute' END,
    answered_at = CASE WHEN c.n % 10 IN (8, 9) THEN now() - interval '7 days 1 minute' END,
    wake_at = now() - (c.n % 60) * interval '1 second'
FROM chosen AS c JOIN (
    SELECT place_id, min(account_id) AS id FROM grants WHERE role = 'community_worker' GROUP BY place_id) AS w
    ON w.place_id = c.community_id
WHERE t.id = c.id;
INSERT INTO claims (ticket_id, holder_id, queue, claimed_at)
SELECT t.id, t.holder_id, t.queue, now() - interval '3 days' FROM tickets AS t JOIN chosen AS c ON c.id = t.id
WHERE t.holder_id IS NOT NULL;
DROP TABLE chosen;
"""


def make_due(count: int) -> Counter:
    """Let so many tickets be due, of ten kinds; gives how many of which event."""
    with atomic() as session:
        for statement in DUE.split(";\n")[:-1]:
            session.execute(sa.text(statement.replace("{count}", str(count))))
    with db.engine.connect() as connection:
        connection.exec_driver_sql("VACUUM ANALYZE tickets")
    return Counter(event for _number, event in clockwork.would_do(count))


def plan() -> str:
    """How PostgreSQL finds what is due."""
    text = clockwork.due_statement(clockwork.BATCH).compile(db.engine, compile_kwargs={"literal_binds": True})
    rows = db.session.execute(sa.text(f"EXPLAIN (ANALYZE, BUFFERS) {text}".replace(":", "\\:")))
    return "\n".join(f"    {row[0]}" for row in rows)


def passing() -> tuple[float, float, int, Counter]:
    """Seconds by the clock and of the processor in this process, statements and events of one pass."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_):
        sent.append(statement)
    event.listen(db.engine, "before_cursor_execute", note)
    began, used = time.perf_counter(), time.process_time()
    done = clockwork.run()
    seconds, busy = time.perf_counter() - began, time.process_time() - used
    event.remove(db.engine, "before_cursor_execute", note)
    return seconds, busy, len(sent), done


def main() -> None:
    """Fill the district, let tickets be due, and time three passes and one with nothing to do."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tickets", type=int, default=1_000_000)
    options.add_argument("--due", type=int, default=1_000)
    given = options.parse_args()
    with ground.application() as (_app, _environment):
        with atomic() as session:
            for statement in STAFF.split(";\n")[:-1]:
                session.execute(sa.text(statement))
        ground.many_tickets(given.tickets)
        tickets = db.session.scalar(sa.select(sa.func.count()).select_from(Ticket))
        for _ in range(3):
            due = make_due(given.due)
            print(f"{tickets:,} tickets, due: {dict(due)}\n{plan()}", flush=True)
            db.session.remove()
            seconds, busy, statements, done = passing()
            print(f"a pass: {seconds:.2f} s ({busy:.2f} s of the processor), {sum(done.values())} events, "
                  f"{statements / max(1, sum(done.values())):.1f} statements each", flush=True)
        seconds, _busy, statements, _done = passing()
        print(f"a pass with nothing due: {seconds * 1000:.1f} ms, {statements} statements")


if __name__ == "__main__":
    main()
