"""When something to be done outside is tried again, and when nobody tries any more."""

from __future__ import annotations

import random
from datetime import timedelta

MOST_TRIES = 8
GIVEN_UP_AFTER = timedelta(days=7)  # a weekend without the other side, and holidays, lose nothing
LEASE = timedelta(seconds=60)
# One call may last nearly a minute when the other side hangs, so none begins late in the lease.
LAST_START = timedelta(seconds=30)
FIRST_WAIT_SECONDS = 30
LONGEST_WAIT_SECONDS = 3600
JITTER = 0.2


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries (from 1): 30 s, doubled each time, a fifth of jitter, ≤ 1 h.

    The jitter keeps what failed together from all coming back together.
    """
    seconds = FIRST_WAIT_SECONDS * 2 ** min(tries - 1, 12) * (1 + JITTER * random.random())
    return timedelta(seconds=min(seconds, LONGEST_WAIT_SECONDS))
