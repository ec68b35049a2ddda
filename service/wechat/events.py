"""What the platform tells us, announced inside the transaction that notes it as told; what a listener raises undoes it,
and the platform tells it again."""

from blinker import Namespace

_signals = Namespace()

subscription_answered = _signals.signal("subscription-answered")
"""A person ticked or refused a template: sender his openid, keywords `template_id`, `accepted` (bool), `in_settings`
(bool: switched on or off in the settings of WeChat, not answered in the window we showed)."""

message_reported = _signals.signal("message-reported")
"""How a subscribe message ended: sender the openid, keywords `template_id`, `delivered` (bool), `refused` (bool: the
person does not want it, so that the next one would end the same way)."""

picture_judged = _signals.signal("picture-judged")
"""The content check of a picture has ended: sender the trace id, keyword `verdict` (a Verdict)."""
