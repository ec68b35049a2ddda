"""The seal on what passes between us and an outside system: HMAC-SHA256 over the moment, the delivery and the bytes."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=5)
SIGNATURE = re.compile(r"v1=([A-Za-z0-9_-]{1,32}):([0-9a-f]{64})")
TIMESTAMP = re.compile(r"[0-9]{1,12}")
# No dot, so that the three signed parts cannot be cut apart in another way.
DELIVERY = re.compile(r"[A-Za-z0-9_-]{8,64}")
NO_KEY = bytes(32)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What came: the three headers as they were written, and the body byte for byte."""

    timestamp: str
    delivery: str
    signature: str
    body: bytes


def sign(key_id: str, key: bytes, timestamp: str, delivery: str, body: bytes) -> str:
    """The header `X-Mashang-Signature`: `v1=<key id>:<hex>` over `timestamp.delivery.body`."""
    return f"v1={key_id}:{_digest(key, timestamp, delivery, body)}"


def is_genuine(sealed: Sealed, keys: Mapping[str, bytes], now: datetime) -> bool:
    """Whether the holder of one of these keys sealed it, within five minutes of now (aware).

    Takes as long for a key nobody has as for a wrong seal.
    """
    found = SIGNATURE.fullmatch(sealed.signature)
    key_id, given = found.groups() if found else ("", "")
    made = _digest(keys.get(key_id, NO_KEY), sealed.timestamp, sealed.delivery, sealed.body)
    same = hmac.compare_digest(made, given)
    well_formed = TIMESTAMP.fullmatch(sealed.timestamp) and DELIVERY.fullmatch(sealed.delivery)
    return bool(same and key_id in keys and well_formed and
                abs(now.timestamp() - int(sealed.timestamp)) <= WINDOW.total_seconds())


def _digest(key: bytes, timestamp: str, delivery: str, body: bytes) -> str:
    said = f"{timestamp}.{delivery}.".encode("utf-8", "replace") + body
    return hmac.new(key, said, hashlib.sha256).hexdigest()
