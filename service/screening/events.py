"""What screening announces, inside the transaction it happens in."""

from blinker import Namespace

_signals = Namespace()

settled = _signals.signal("content-settled")
"""A check has come to rest: sender the ContentCheck, whose `state` says whether everybody may see the thing
(`passed`, `shown`), a person must look (`held`), or nobody may (`hidden`); `public_text` what everybody reads of a text
that is shown, None otherwise."""
