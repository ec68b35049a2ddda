"""What party announces, inside the transaction it happens in."""

from blinker import Namespace

_signals = Namespace()

account_joined = _signals.signal("account-joined")
"""A member on a roster is now known by an account: sender the PartyMember."""

member_forgotten = _signals.signal("member-forgotten")
"""A member's person is erased: sender the PartyMember, while its account is still known."""

member_left = _signals.signal("member-left")
"""A member has left the roster: sender the PartyMember; keyword `by` the Actor or None."""
