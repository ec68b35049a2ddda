"""A matter reported by a form, with the pictures that came along in it."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.datastructures import FileStorage

from service.core.errors import Invalid, TooLarge, UnsupportedMedia, invalid
from service.feedback import actions
from service.feedback.limits import MOST_PHOTOS
from service.media.actions import keep, receive
from service.organization.actors import Actor


def bring(files: Sequence[FileStorage], *, by: Actor) -> dict[str, list[str]]:
    """Clean and keep the pictures of a form, before any transaction: `{brought: ids, flawed: sentences}`.

    One that cannot be taken is told of by name and takes nothing from the others. Raises Unavailable.
    """
    if len(files) > MOST_PHOTOS:
        return {"brought": [], "flawed": [_too_many(len(files))]}
    brought, flawed = [], []
    for file in files:
        try:
            brought.append(keep(receive(file.stream), by=by).id)
        except (UnsupportedMedia, TooLarge) as problem:
            flawed.append(f"{file.filename}：{problem.detail}")
    return {"brought": brought, "flawed": flawed}


def only_one(files: Sequence[FileStorage]) -> FileStorage:
    """The one file somebody brought. Raises Invalid for none or several."""
    if len(files) != 1:
        raise invalid(file="请选择一张照片。")
    return files[0]


def submit(*, by: Actor, brought: list[str], flawed: list[str], photos: list[str] | None = None, **matter) -> dict:
    """Submit a matter with the pictures uploaded one by one and those that came along; `{number}` of the ticket.

    Raises Invalid (`pictures`) for one that could not be taken or for too many, and what `actions.submit` raises.
    """
    pictures = [*(photos or []), *brought]
    if len(pictures) > MOST_PHOTOS:
        flawed = [*flawed, _too_many(len(pictures))]
    if flawed:
        raise Invalid(fields={"pictures": flawed})
    return {"number": actions.submit(by=by, photos=pictures, **matter).number}


def _too_many(count: int) -> str:
    return f"最多 {MOST_PHOTOS} 张照片，现在有 {count} 张，请去掉几张。"
