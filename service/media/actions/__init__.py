"""Bringing pictures, hanging them on something, and taking them away."""

from service.media.actions.attaching import attach
from service.media.actions.removing import remove_of

__all__ = ["attach", "remove_of"]
