"""How long a password may not be tried again after how many failures: slower and slower, and never for good."""

from __future__ import annotations

import ipaddress
from datetime import timedelta

FREE = 5  # failures under one name from one address, the mistakes people make
FIRST, LONGEST = timedelta(seconds=15), timedelta(minutes=15)
FADES = timedelta(minutes=10)  # one failure is forgotten
STRANGERS_FREE = 30  # failures under one name from addresses where nobody has signed in under it
STRANGERS_FIRST, STRANGERS_LONGEST = timedelta(seconds=15), timedelta(minutes=2)
STRANGERS_FADE = timedelta(minutes=2)
KNOWN_FOR = timedelta(days=90)  # an address is, after a sign-in


def wait(failures: int, strangers: int = 0) -> timedelta:
    """How long after the last try from here the next one is taken: what this address has earned itself, or, while many
    strangers try one name, what each of them waits by himself. That is two minutes at most, and nobody else's tries
    make it longer: the owner at a new address waits once and is heard."""
    own = _doubled(FIRST, failures - FREE, LONGEST)
    return max(own, _doubled(STRANGERS_FIRST, (strangers - STRANGERS_FREE) // STRANGERS_FREE, STRANGERS_LONGEST))


def _doubled(first: timedelta, times: int, longest: timedelta) -> timedelta:
    return min(longest, first * 2 ** min(times, 20)) if times >= 0 else timedelta(0)


def left(failures: int, since: timedelta, each: timedelta) -> int:
    """What is left of so many failures after this time without one, when one fades in `each`."""
    return max(0, failures - max(since, timedelta(0)) // each)


def network(address: str) -> str:
    """Whom an address counts for: itself, of IPv6 the /64 that one household or phone has for itself (RFC 6177)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
