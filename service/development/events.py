"""What development announces, inside the transaction it happens in."""

from blinker import Namespace

_signals = Namespace()

stage_reached = _signals.signal("stage-reached")
"""Somebody has reached a stage: sender the Candidate, whose `stage` is the one he has now."""
