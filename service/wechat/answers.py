"""What the platform tells us, as values that cannot change and carry nothing secret."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum


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


class Scene(IntEnum):
    """Where a checked text or picture would be shown."""

    PROFILE = 1
    COMMENT = 2
    FORUM = 3
    SOCIAL = 4


class Suggestion(StrEnum):
    """What the platform would do with a text or a picture."""

    PASS = "pass"
    REVIEW = "review"
    RISKY = "risky"


@dataclass(frozen=True)
class Verdict:
    """The content check's opinion, and the number of its reason (100: nothing wrong)."""

    suggestion: Suggestion
    label: int = 100
