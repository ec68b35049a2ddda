"""Messages in their thousands, on many tickets to several people, and how the wire and the table tell of them."""

from __future__ import annotations

import time
from collections import defaultdict

from service.core.database import atomic
from service.notifications import outbox
from service.notifications.outbox import Letter
from tests.faults.ground import Ground, until

ON_EACH = 5
QUIET_SECONDS = 1.5
PEOPLE = ("resident-li", "resident-chen", "worker-zhang", "worker-zhou", "member-wang", "member-zhao", "volunteer-qian",
          "supervisor-wu")
TIME_PASSES = "UPDATE messages SET next_try_at = now(), last_error = NULL WHERE state = 'waiting'"


def write(ground: Ground, count: int, after: int = 0) -> list[str]:
    """Put so many letters, five on each matter, in the order of a life; returns their dedupe keys."""
    with ground.town() as town:
        people = [town.account(name).id for name in PEOPLE]
        letters = [Letter(people[number // ON_EACH % len(people)], "moved", f"第{number}步", "有了变化。",
                          f"matter-{number // ON_EACH:04d}/{number % ON_EACH}", f"matter-{number // ON_EACH:04d}")
                   for number in range(after, after + count)]
        # Turn by turn, as lives run side by side: the first step of every matter, then the second of every matter.
        letters.sort(key=lambda letter: letter.dedupe_key[-1])
        with atomic():
            outbox.put(letters)
    return [letter.dedupe_key for letter in letters]


def states(ground: Ground) -> dict[str, int]:
    """How many of them are in each state of delivery."""
    return dict(ground.rows("SELECT state, count(*) FROM messages WHERE subject LIKE 'matter-%%' GROUP BY 1"))


def leased(ground: Ground) -> int:
    """How many are in the hands of a worker, living or dead."""
    return ground.rows("SELECT count(*) FROM messages WHERE state = 'waiting' AND next_try_at > now()")[0][0]


def time_passes(ground: Ground) -> None:
    """Whatever waits for a moment has reached it."""
    ground.rows(TIME_PASSES)


def what_is_wrong(ground: Ground, keys: list[str]) -> list[str]:
    """Every way in which the wire and the table differ from "each at least once, in order, delivered"."""
    arrived = [arrival.key for arrival in ground.platform.arrivals if arrival.subject.startswith("matter-")]
    first: dict[str, list[str]] = defaultdict(list)
    for key in dict.fromkeys(arrived):
        first[key.rpartition("/")[0]].append(key)
    wrong = [f"{key} never arrived" for key in sorted(set(keys) - set(arrived))]
    wrong += [f"{key} arrived, which nobody wrote" for key in sorted(set(arrived) - set(keys))]
    wrong += [f"{subject} arrived as {order}" for subject, order in first.items() if order != sorted(order)]
    expected = {key: f"第{int(key[7:11]) * ON_EACH + int(key[-1])}步" for key in keys}
    wrong += [f"{arrival.key} says {arrival.title}" for arrival in ground.platform.arrivals
              if arrival.title != expected.get(arrival.key, arrival.title)]
    return wrong + ([f"the table says {states(ground)}"] if states(ground) != {"delivered": len(keys)} else [])


def deliver_all(ground: Ground, seconds: float = 60) -> None:
    """Wait until no message waits; time passes for what dead workers held once the living have nothing to do."""
    quiet = [0, time.monotonic()]

    def ended() -> bool:
        arrived = len(ground.platform.arrivals)
        if arrived != quiet[0]:
            quiet[:] = arrived, time.monotonic()
        elif time.monotonic() - quiet[1] > QUIET_SECONDS:
            time_passes(ground)
            ground.wake()
            quiet[1] = time.monotonic()
        return not ground.rows("SELECT 1 FROM messages WHERE state = 'waiting' LIMIT 1")
    until(ended, "no message waits any more", seconds)
