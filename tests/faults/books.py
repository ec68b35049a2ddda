"""What the database holds in the end, held against what people were told."""

from __future__ import annotations

from collections import Counter

from tests.faults.clients import Seen
from tests.faults.ground import Ground

TICKETS = """SELECT split_part(t.text, '：', 1), t.number,
    (SELECT count(*) FROM timeline_entries e WHERE e.ticket_id = t.id AND e.verb = 'submit'),
    (SELECT count(*) FROM timeline_entries e WHERE e.ticket_id = t.id),
    (SELECT count(*) FROM messages m WHERE m.subject = t.number AND m.kind = 'received')
FROM tickets t WHERE t.text LIKE %(prefix)s"""
STRAY_LETTERS = """SELECT m.subject FROM messages m WHERE m.kind = 'received'
AND NOT EXISTS (SELECT FROM tickets t WHERE t.number = m.subject)"""


def what_is_wrong(ground: Ground, keys: list[str], seen: Seen) -> list[str]:
    """Every way in which tickets, their timelines, letters and keys differ from what was answered; empty is well."""
    found = ground.rows(TICKETS, prefix=f"{keys[0].partition('-')[0]}-%")
    held = {key: number for key, number, *_ in found}
    times = Counter(key for key, *_ in found)
    wrong = list(seen.odd)
    wrong += [f"{key} was never answered" for key in keys if key not in seen.answered]
    wrong += [f"{key} was answered {number}, the database has {held.get(key)}"
              for key, number in seen.answered.items() if held.get(key) != number]
    wrong += [f"{key} is {count} tickets" for key, count in times.items() if count != 1]
    wrong += [f"{number} has {submits} submits of {entries} entries and {letters} letters"
              for _, number, submits, entries, letters in found if (submits, entries, letters) != (1, 1, 1)]
    wrong += [f"a letter on {subject}, which is no ticket" for (subject,) in ground.rows(STRAY_LETTERS)]
    answers = ground.rows("SELECT count(*) FROM idempotency_keys WHERE key = ANY(%(keys)s) AND status = 201", keys=keys)
    wrong += [f"{answers[0][0]} keys kept of {len(keys)}"] if answers[0][0] != len(keys) else []
    return wrong
