"""Who hears about WeChat groups: the owner when its QR code runs out, the workers when it has lost its owner."""

from __future__ import annotations

from collections.abc import Iterable

from service.feedback.notices import when
from service.membership.models.groups import WechatGroup
from service.notifications import outbox
from service.notifications.outbox import Letter


def _tell(group: WechatGroup, accounts: Iterable[int], kind: str, title: str, body: str, moment) -> None:
    subject = f"wechat-group:{group.id}"
    outbox.put([Letter(account_id=account, kind=kind, title=title, body=body, subject=subject,
                       dedupe_key=f"{subject}/{moment:%Y%m%d%H%M%S}/{kind}/{account}", place_id=group.community_id)
                for account in accounts])


def qr_expiring(group: WechatGroup, accounts: Iterable[int]) -> None:
    """A day before: time to renew it in WeChat and bring the new picture."""
    _tell(group, accounts, "group_qr_expiring", "群二维码快到期了",
          f"“{group.name}”的二维码到{when(group.qr_expires_at)}失效，请在微信里刷新后上传新的。", group.qr_expires_at)


def qr_expired(group: WechatGroup, accounts: Iterable[int]) -> None:
    """From now on nobody finds it."""
    _tell(group, accounts, "group_qr_expired", "群二维码已经过期",
          f"“{group.name}”的二维码已过期，报到党员现在看不到它，请在微信里刷新后上传新的。", group.qr_expires_at)


def owner_left(group: WechatGroup, accounts: Iterable[int], moment) -> None:
    """The owner has left the service: somebody else must be named."""
    _tell(group, accounts, "group_owner_left", "有一个群没有群主了",
          f"“{group.name}”的群主已注销，请确认新的群主并更新二维码。", moment)
