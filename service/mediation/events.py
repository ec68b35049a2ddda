"""What mediation announces, inside the transaction it happens in."""

from blinker import Namespace

_signals = Namespace()

mediation_ended = _signals.signal("mediation-ended")
"""A mediation has an outcome: sender the Mediation."""
