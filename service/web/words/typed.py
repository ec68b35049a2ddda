"""What somebody typed into a form, as he may read it again before it is sent or where its form is gone."""

from collections.abc import Iterable

from service.feedback.catalogue import shelf
from service.web.words.matters import URGENCIES

FIELDS = {"text": "", "reason": "原因", "note": "说明", "comment": "想说的话", "other_channel": "别的渠道",
          "contact_phone": "联系电话", "address": "门牌号", "on_behalf_of.name": "老人的姓名",
          "on_behalf_of.phone": "老人的电话", "name": "姓名", "display_name": "称呼", "phone": "手机号",
          "external_id": "那边的编号"}
TICKS = {"anonymous": "不让办事的人知道我是谁", "public": "让大家都能看到这件事和答复"}


def as_typed(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """`(what it is, what he wrote)` of the (name, value) pairs of a form, without what only programs read: ids,
    codes and the page's own fields. What it is may be empty."""
    return [said for name, value in pairs if not name.startswith("_") and (said := _said(name, value.strip()))]


def _said(name: str, value: str) -> tuple[str, str] | None:
    if not value:
        return None
    if name in TICKS:
        return ("", TICKS[name]) if value == "yes" else None
    if name == "category":
        topic = shelf().topics.get(value)
        return topic and ("类别", topic.name)
    if name == "urgency":
        return ("", URGENCIES.get(value, ""))
    return (FIELDS.get(name, ""), value) if name in FIELDS or not value.isascii() else None
