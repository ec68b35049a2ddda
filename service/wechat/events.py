"""What the platform tells us, announced inside the transaction that notes it as told."""

from blinker import Namespace

_signals = Namespace()

subscription_answered = _signals.signal("subscription-answered")
"""A person ticked, refused or switched off a template: sender his openid, keywords `template_id`, `accepted` (bool),
`switched_off` (bool: in the settings of WeChat, not in the window we showed)."""

message_reported = _signals.signal("message-reported")
"""How a subscribe message ended: sender the openid, keywords `template_id`, `delivered` (bool)."""

picture_judged = _signals.signal("picture-judged")
"""The content check of a picture has ended: sender the trace id, keyword `verdict` (a Verdict)."""
