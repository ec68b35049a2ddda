"""The way out: one signed POST, of which nothing but the status comes back."""

from __future__ import annotations

from functools import cache

import httpx

from service.core import clock
from service.exchange.signing import sign
from service.exchange.systems import OutsideSystem

CONNECT_SECONDS, READ_SECONDS = 3.0, 8.0


class Unreachable(Exception):
    """No answer; `str` is the kind of trouble, one word."""


@cache
def _way_out() -> httpx.HTTPTransport:
    """One for the process. Below httpx.Client, so that redirects are not even understood, cookies not kept and
    proxies of the environment not asked."""
    return httpx.HTTPTransport()


def post(system: OutsideSystem, event: str, delivery: str, body: bytes) -> int:
    """Send it, signed with the newest key at this moment; the status of the answer, whose body is not even read.

    Raises Unreachable.
    """
    key_id, key = next(iter(system.keys.items()))
    timestamp = str(int(clock.now().timestamp()))
    headers = {"Content-Type": "application/json", "User-Agent": "Mashang", "X-Mashang-Event": event,
               "X-Mashang-Delivery": delivery, "X-Mashang-Timestamp": timestamp,
               "X-Mashang-Signature": sign(key_id, key, timestamp, delivery, body)}
    patience = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS).as_dict()
    request = httpx.Request("POST", system.url, content=body, headers=headers, extensions={"timeout": patience})
    try:
        response = _way_out().handle_request(request)
    except httpx.HTTPError as trouble:
        raise Unreachable(type(trouble).__name__) from None
    response.close()
    return response.status_code
