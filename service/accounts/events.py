"""What accounts announces and asks; announcements are sent inside the transaction, by the Account."""

from blinker import Namespace

_signals = Namespace()

phone_verified = _signals.signal("phone_verified")
"""The person has proved a phone number through WeChat."""

account_erased = _signals.signal("account_erased")
"""The person leaves: anonymise what is held on him. Sent before the account itself is emptied."""

about_asked = _signals.signal("about_asked")
"""Which things are his own, by the subjects letters and the audit log know them by: answer a list. Reading only."""

words_taken = _signals.signal("words_taken")
"""A person leaves: what was written about the things named in `subjects` goes. Sent before `account_erased`."""

data_asked = _signals.signal("data_asked")
"""The person wants to see what is held on him: answer `{section: JSON-ready value}`. Reading only."""

staff_asked = _signals.signal("staff_asked")
"""Does the person hold a staff role? Answer a bool; staff sessions are short."""
