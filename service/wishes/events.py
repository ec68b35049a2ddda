"""What the wishes package announces; packages above it listen inside the same transaction."""

from blinker import Namespace

_signals = Namespace()

service_confirmed = _signals.signal("service-confirmed")
"""Somebody's service is confirmed by another person. Sender: the Wish or PostTurn; keywords: `account_id` (int, whose
service), `place` (Place), `title` (≤ 64 characters), `minutes` (int | None), `at` (aware UTC, when it was done),
`kind` ("wish" | "post"), `ref` (unique, e.g. "wish:12", "post-turn:7"). Sent inside the confirming transaction."""
