"""Names what routing speaks of: queues, urgency, a rule and its rank, a matter, a decision."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum


class Queue(StrEnum):
    """Who takes a matter on: 社区接单, 党员接单, 群众接单."""

    COMMUNITY = "community"
    PARTY_MEMBER = "party_member"
    PUBLIC = "public"


class Urgency(StrEnum):
    """How pressing a matter is, as its reporter or the desk marked it."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    ORDINARY = "ordinary"
    COMPLEX = "complex"


class Safeguard(StrEnum):
    """What stands above every rule: danger to life or property, an accusation of somebody in office, a matter the law
    gives to a department. A ticket keeps the first of them that holds it; that it is an accusation as well its
    `review_level` says, that it is a department's `needs_enforcement`."""

    DANGER = "danger"
    ACCUSATION = "accusation"
    ENFORCEMENT = "enforcement"


class ReviewLevel(StrEnum):
    """Who alone looks at a sealed matter: the town, or the district; never the place it speaks of."""

    TOWN = "town"
    DISTRICT = "district"


class NoRule(LookupError):
    """No rule matches: the caller sends the matter to the community and raises an alarm."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the routing table in one version: its conditions (None or empty: any), then what follows.

    `place_path` is "/" for anywhere or a tree path such as "/1/4/9/"; `category` is a dotted code that also
    covers its children; one of the `keywords` must occur in the text; hours and `weekdays` (0 = Monday) are
    local; the validity is aware UTC with an exclusive end; the smaller `priority` wins.
    """

    id: int
    version: int
    name: str
    place_path: str
    category: str | None
    keywords: tuple[str, ...]
    urgency: Urgency | None
    weekdays: frozenset[int] | None
    time_from: time | None
    time_to: time | None
    source: str | None
    valid_from: datetime | None
    valid_to: datetime | None
    priority: int
    queue: Queue
    service_level: str
    fallback: Queue | None
    needs_review: bool

    @property
    def has_hours(self) -> bool:
        """Tell whether the rule holds only at certain hours of the day."""
        return self.time_from is not None or self.time_to is not None

    @property
    def rank(self) -> tuple[int, int, bool, int, int]:
        """Return the sort key, best first: place, category, keywords, other conditions, priority."""
        others = sum(condition is not None for condition in (self.urgency, self.weekdays, self.source))
        return (-place_depth(self.place_path), -category_depth(self.category), not self.keywords,
                -others - self.has_hours, self.priority)


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be routed; `at` is aware UTC, `place_path` a tree path such as "/1/4/9/"."""

    text: str
    place_path: str
    category: str | None
    needs_enforcement: bool
    urgency: Urgency
    source: str
    at: datetime
    stands: Safeguard | None = None  # what held it before: danger or an accusation is not lost again
    offices: tuple[tuple[str, str], ...] = ()  # a name of somebody in office near the place, and what office that is


@dataclass(frozen=True, slots=True)
class Caught:
    """One safeguard that holds a matter, and the `words` of the text that it caught; id 0 is none of the table's:
    the reporter's own mark, the law, or what stood before."""

    kind: Safeguard
    id: int
    version: int
    name: str
    words: tuple[str, ...]
    review_level: ReviewLevel | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a matter goes and why; `matched` holds the rule's conditions as plain JSON values.

    `enforced` says that the rule meant members or the public, and the law did not allow it. `caught` are the
    safeguards that hold it, the first of which is its `safeguard`; with a `review_level` it is sealed until somebody
    of that level has looked.
    """

    queue: Queue
    rule_id: int
    rule_version: int
    rule_name: str
    service_level: str
    fallback: Queue | None
    needs_review: bool
    matched: dict[str, str | list[str] | list[int] | list[str | None]]
    enforced: bool
    caught: tuple[Caught, ...] = ()
    safeguard: Safeguard | None = None
    review_level: ReviewLevel | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One of the fixed list by which rules and safeguards are tried: which kinds hold it (none: an ordinary matter),
    and at which level at least it is reviewed."""

    text: str
    kinds: frozenset[Safeguard]
    review_level: ReviewLevel | None


def inside(path: str) -> str:
    """Return a place path that ends in "/", so that "/1/4" can never take in "/1/42/"."""
    return path if path.endswith("/") else f"{path}/"


def place_depth(path: str) -> int:
    """Return how many steps below "/" a place lies; "/" itself is 0."""
    return sum(1 for step in path.split("/") if step)


def category_depth(code: str | None) -> int:
    """Return how many parts a dotted code has; no category is 0."""
    return 0 if code is None else code.count(".") + 1
