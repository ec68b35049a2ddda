"""What the platform tells us, as values that cannot change and carry nothing secret."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

LIKELY_ID = re.compile(r"[!-~]{1,128}")  # an openid or a trace id; any other text would not fit its column
LABEL = re.compile(r"[0-9]{1,6}")
OTHER_REASON = 21000  # what the platform calls "other"


@dataclass(frozen=True)
class Identity:
    """A person as WeChat knows him: `openid` is unique within `app_id`; `unionid` is None for most apps."""

    app_id: str
    openid: str
    unionid: str | None = None


@dataclass(frozen=True)
class WebApp:
    """The official account through which people sign in on web pages."""

    app_id: str
    secret: str = field(repr=False)


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

    def severity(self) -> int:
        """0 for pass, 1 for review, 2 for risky."""
        return list(Suggestion).index(self.suggestion)


def judged(result: object) -> Verdict | None:
    """The verdict in the platform's `result` (suggest, label as number or text); None where there is none.

    An opinion the platform does not have yet is for a person to look at.
    """
    if not isinstance(result, dict) or not isinstance(result.get("suggest"), str):
        return None
    said, label = result["suggest"], str(result.get("label"))
    suggestion = Suggestion(said) if said in set(Suggestion) else Suggestion.REVIEW
    return Verdict(suggestion, int(label) if LABEL.fullmatch(label) else OTHER_REASON)
