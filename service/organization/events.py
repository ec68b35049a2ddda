"""What organization announces, inside the transaction."""

from blinker import Namespace

_signals = Namespace()

grant_revoked = _signals.signal("grant_revoked")
"""A grant has ended: what the person holds there is let go. Sender: the Grant; `by` the Actor or None."""
