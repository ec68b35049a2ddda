"""What members and workers do on one page that the service does in several steps."""

from __future__ import annotations

from service.core.database import atomic
from service.core.errors import invalid
from service.media import actions as media
from service.media.actions.bringing import Received
from service.membership.actions import deciding, groups, records
from service.membership.queries import groups as directory
from service.organization.actors import Actor
from service.wishes.actions import arranging
from service.wishes.models import Post
from service.wishes.queries import posts


def renew_qr(group_id: int, pictures: list[Received], *, by: Actor, seen: int | None) -> None:
    """The QR picture that was chosen is the group's from now on. Raises Invalid without one, and what `renew_qr`
    does."""
    if not pictures:
        raise invalid(_photo="请选择二维码的图片。")
    with atomic():
        photo = media.keep(pictures[0], by=by)
        groups.renew_qr(group_id, by=by, seen=seen, photo_id=photo.id)


def change_group(group_id: int, *, by: Actor, seen: int | None, owner_account_id: int, owner_name: str | None = None,
                 **facts) -> None:
    """Another name, owner or size; how the owner is called in the group stays while he is the owner, unless something
    is written. Raises what `change` of the groups does."""
    known = directory.shown(group_id, by)["owner"] or {}
    called = known["display_name"] if known.get("account_id") == owner_account_id else None
    groups.change(group_id, by=by, seen=seen, owner_account_id=owner_account_id,
                  owner_name=owner_name or called, **facts)


REFUSED = {"record_unknown": "找不到", "forbidden": "不能由您确认", "already_confirmed": "已经确认过",
           "no_minutes": "本人还没有填分钟"}


def accept_several(ids: list[int], *, by: Actor) -> str:
    """Accept applications, and say in a sentence what became of them. Raises nothing for one that cannot be."""
    done = deciding.accept_all(ids, by=by)
    return _said(f"已受理 {len(done.accepted)} 个。", [one["detail"].rstrip("。") for one in done.refused])


def confirm_several(ids: list[int], *, by: Actor) -> str:
    """Confirm records with the minutes proposed, and say in a sentence what became of them."""
    done = records.confirm_some(ids, by=by)
    return _said(f"已确认 {len(done['confirmed'])} 条。", [REFUSED[one["code"]] for one in done["refused"]])


def _said(done: str, reasons: list[str]) -> str:
    return f"{done}{len(reasons)} 个没有办成：{'；'.join(dict.fromkeys(reasons))}。" if reasons else done


def close_post(post_id: int, *, by: Actor, seen: int | None, is_open: bool) -> Post:
    """Offer a post no longer, or again; everything else stays. Raises what `change_post` does."""
    with atomic():
        post = posts.visible(post_id, by)
        facts = {name: getattr(post, name) for name in ("kind", "title", "description", "times", "seats")}
        return arranging.change_post(post_id, by=by, seen=seen, open=is_open, **facts)
