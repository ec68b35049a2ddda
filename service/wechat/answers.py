"""What the platform tells us, as values that cannot change and carry nothing secret."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Identity:
    """A person as WeChat knows him: `openid` is unique within `app_id`; `unionid` is None for most apps."""

    app_id: str
    openid: str
    unionid: str | None = None


@dataclass(frozen=True)
class Sent:
    """A subscribe message the stand-in accepted; `data` maps template fields to texts, `at` is aware UTC."""

    openid: str
    template_id: str
    data: dict[str, str]
    page: str | None
    at: datetime
