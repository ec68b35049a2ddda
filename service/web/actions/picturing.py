"""Pictures that come along with a form: cleaned before anything is written down, kept together with what they show."""

from __future__ import annotations

from service.core.errors import invalid
from service.core.pages import brought
from service.feedback.limits import MOST_PHOTOS
from service.media import actions as media
from service.media.actions.bringing import Received
from service.organization.actors import Actor

MEGABYTES = 48  # nine pictures as phones without scripts send them


def cleaned() -> dict[str, list[Received]]:
    """The pictures a form brought as `photos`, cleaned and stored; for `beforehand` of a form.

    Raises Invalid for too many, UnsupportedMedia, TooLarge.
    """
    files = brought("photos")
    if len(files) > MOST_PHOTOS:
        raise invalid(photos=f"最多 {MOST_PHOTOS} 张照片。")
    return {"received": [media.receive(file.stream) for file in files]}


def kept(received: list[Received], *, by: Actor) -> list[str]:
    """The ids of these pictures, written down as his."""
    return [media.keep(each, by=by).id for each in received]
