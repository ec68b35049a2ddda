"""What courtyard announces, inside the transaction it happens in."""

from blinker import Namespace

_signals = Namespace()

log_approved = _signals.signal("log-approved")
"""The log of a day was approved: sender the ActivityLog; keywords `account_ids` (list of int: who was present and
is known by an account), `place` (the Place), `title`, `minutes` (int, how long it took), `at` (the moment it began,
aware), `ref` (str, what a service record names as its source)."""
