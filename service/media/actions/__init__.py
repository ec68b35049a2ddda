"""Bringing pictures, hanging them on something, and taking them away."""

from service.media.actions.attaching import attach, open_to_everybody
from service.media.actions.bringing import keep, receive
from service.media.actions.removing import remove_loose_of, remove_of, take_back
from service.media.actions.sweeping import delete_doomed, remove_loose

__all__ = ["attach", "delete_doomed", "keep", "open_to_everybody", "receive", "remove_loose", "remove_loose_of",
           "remove_of", "take_back"]
