"""What feedback announces, inside the transaction it happens in."""

from blinker import Namespace

_signals = Namespace()

ticket_closed = _signals.signal("ticket-closed")
"""A ticket was closed: sender the Ticket, keyword `outcome`."""
