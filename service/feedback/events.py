"""What feedback announces, inside the transaction it happens in."""

from blinker import Namespace

_signals = Namespace()

ticket_closed = _signals.signal("ticket-closed")
"""A ticket was closed: sender the Ticket, keyword `outcome`."""

person_forgotten = _signals.signal("person-forgotten")
"""The person was taken out of tickets: keywords `ids`, `why` (what stands where he stood), and `matter_too`, whether
what they were about goes with him."""

ticket_forwarded = _signals.signal("ticket-forwarded")
"""A ticket was handed to an outside system: sender the Ticket, keywords `forwarding`, `reason`."""

ticket_taken_back = _signals.signal("ticket-taken-back")
"""We took a ticket back from an outside system, which does not know it yet: as `ticket_forwarded`."""
