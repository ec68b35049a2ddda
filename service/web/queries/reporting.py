"""What somebody sees who is about to report something."""

from __future__ import annotations

from flask import current_app

from service.feedback import policy
from service.feedback.limits import LONGEST_TEXT, MOST_PHOTOS
from service.feedback.queries import catalogue
from service.feedback.queries.nearby import nearby
from service.media.queries import loose_of
from service.organization.actors import Actor
from service.organization.queries import codes, places
from service.web.queries.places import in_words, steps


def at_code(token: str, by: Actor | None, photos: list[str]) -> dict:
    """The form for the place of a printed code. Raises NotFound, Gone."""
    return {"token": token} | _form(places.described(codes.live(token).place), by, photos)


def at_place(code: str, by: Actor | None, photos: list[str]) -> dict:
    """The form for a place that was chosen. Raises NotFound."""
    return {"token": None} | _form(places.described(places.place(code)), by, photos)


def choosing(code: str | None, cursor: str | None) -> dict:
    """The next step on the way to a place; in the demonstration also its codes, so that nobody need scan one."""
    demonstrated = codes.some_in_use(limit=6) if current_app.config["DEMONSTRATION"] and code is None else []
    return {"choice": steps(code, cursor), "demonstrated": demonstrated}


def _form(place: dict, by: Actor | None, photos: list[str]) -> dict:
    """What stands on the form: the place, what is open around it, what is asked, pictures that were brought already."""
    return {"place": place, "place_in_words": in_words(place), "nearby": nearby(place["code"], None) if by else [],
            "groups": grouped(catalogue.categories()), "longest": LONGEST_TEXT, "most_photos": MOST_PHOTOS,
            "for_others": by is not None and policy.may_submit_for_others(by),
            "brought": loose_of(photos, by)}


def grouped(categories: list[dict]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Categories as a list to choose from: per heading its (code, name) pairs, further levels behind their parent's."""
    headings = {each["code"]: each["name"] for each in categories if each["parent_code"] is None}
    below = [each for each in categories if each["parent_code"] is not None]
    return [(name, [(each["code"], each["name"]) for each in below if each["code"].startswith(f"{code}.")])
            for code, name in headings.items()]
