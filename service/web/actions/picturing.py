"""Pictures that come along with a form: brought one by one by a script, or all at once in the form itself."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.datastructures import FileStorage

from service.core.errors import Invalid, TooLarge, UnsupportedMedia, invalid
from service.feedback.limits import MOST_PHOTOS
from service.media.actions import keep, receive
from service.organization.actors import Actor

MEGABYTES = 48  # nine pictures as phones without scripts send them


def bring(files: Sequence[FileStorage], *, by: Actor, most: int = MOST_PHOTOS) -> dict[str, list[str]]:
    """Clean and keep the pictures of a form, before any transaction: `{brought: ids, flawed: sentences}`; so they are
    still there when the form is refused.

    One that cannot be taken is told of by name and takes nothing from the others. Raises Unavailable.
    """
    if len(files) > most:
        return {"brought": [], "flawed": [_too_many(len(files), most)]}
    brought, flawed = [], []
    for file in files:
        try:
            brought.append(keep(receive(file.stream), by=by).id)
        except (UnsupportedMedia, TooLarge) as problem:
            flawed.append(f"{file.filename}：{problem.detail}")
    return {"brought": brought, "flawed": flawed}


def together(photos: Sequence[str] | None, *, brought: Sequence[str], flawed: Sequence[str],
             most: int = MOST_PHOTOS) -> list[str]:
    """The ids of the pictures brought one by one and of those that came along.

    Raises Invalid (`pictures`) for one that could not be taken, or for too many.
    """
    pictures = [*(photos or ()), *brought]
    if len(pictures) > most:
        flawed = [*flawed, _too_many(len(pictures), most)]
    if flawed:
        raise Invalid(fields={"pictures": [*flawed]})
    return pictures


def only_one(files: Sequence[FileStorage]) -> FileStorage:
    """The one file somebody brought. Raises Invalid for none or several."""
    if len(files) != 1:
        raise invalid(file="请选择一张照片。")
    return files[0]


def _too_many(count: int, most: int) -> str:
    return f"最多 {most} 张照片，现在有 {count} 张，请去掉几张。"
