"""Whether the values of a subscribe message fit the platform's limits, field by field."""

from __future__ import annotations

import re

from service.wechat.serving.errors import Failure

DAY = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
HOUR = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
MOMENT = rf"(?:(?:{DAY}) ?)?{HOUR}"
CHINESE = r"\u4e00-\u9fff"
LIMITS = {kind: re.compile(pattern) for kind, pattern in {
    "thing": r".{1,20}",
    "number": r"-?\d{1,32}(?:\.\d{1,9})?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "character_string": r"[\x20-\x7e]{1,32}",
    "time": rf"{MOMENT}(?:~{MOMENT})?",
    "date": rf"(?:{DAY})(?: ?{HOUR})?(?:~(?:{DAY})(?: ?{HOUR})?)?",
    "amount": r"[^\w\s]?\d{1,10}(?:\.\d{1,2})?元?",
    "phone_number": r"[\d+() -]{1,17}",
    "car_number": rf"[{CHINESE}]?[A-Z0-9]{{1,6}}[A-Z0-9{CHINESE}]",
    "name": rf"(?=.*[{CHINESE}])[{CHINESE}·]{{1,10}}|[A-Za-z .'-]{{1,20}}",
    "phrase": rf"[{CHINESE}]{{1,5}}",
}.items()}
FIELD = re.compile(r"([a-z_]+?)\d{1,3}")


def check(data: object) -> dict[str, str]:
    """The texts by field. Raises Failure 47003 naming the first field that does not fit.

    Source: 订阅消息参数值内容限制说明, subscribe message parameters.
    """
    if not isinstance(data, dict) or not data:
        raise Failure(47003, " data is empty")
    texts = {name: said.get("value") if isinstance(said, dict) else None for name, said in data.items()}
    for name, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            raise Failure(47003, f" data.{name}.value is empty")
        kind = FIELD.fullmatch(name)
        limit = LIMITS.get(kind[1]) if kind else None
        if limit is None or not limit.fullmatch(text):
            raise Failure(47003, f" data.{name}.value invalid")
    return texts
