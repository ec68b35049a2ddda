"""What membership announces, inside the transaction it happens in."""

from blinker import Namespace

_signals = Namespace()

registration_ended = _signals.signal("registration-ended")
"""An accepted registration is over: sender the Registration; keyword `by` the Actor or None."""
