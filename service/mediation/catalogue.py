"""What disputes are about, how they come to a mediator and end, and the lawful ways on: fixed words, no rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DisputeType(StrEnum):
    """The usual kinds of people's mediation (常见民间纠纷类型)."""

    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    LAND = "land"
    HOUSING = "housing"
    DEBT = "debt"
    LABOUR = "labour"
    INJURY = "injury"
    ENVIRONMENT = "environment"
    OTHER = "other"


DISPUTE_NAMES = {
    DisputeType.FAMILY: "婚姻家庭", DisputeType.NEIGHBOUR: "邻里", DisputeType.LAND: "山林土地",
    DisputeType.HOUSING: "房屋宅基地、物业", DisputeType.DEBT: "债务", DisputeType.LABOUR: "劳动",
    DisputeType.INJURY: "损害赔偿", DisputeType.ENVIRONMENT: "环境", DisputeType.OTHER: "其他"}


class Source(StrEnum):
    """How it came to the mediators: people's mediation law (人民调解法), articles 17 and 18, and our own two ways."""

    APPLIED = "applied"
    OFFERED = "offered"
    REFERRED = "referred"
    TICKET = "ticket"
    PARTY_MASS_DAY = "party_mass_day"


SOURCE_NAMES = {Source.APPLIED: "当事人申请", Source.OFFERED: "主动调解", Source.REFERRED: "移送",
                Source.TICKET: "诉求", Source.PARTY_MASS_DAY: "院落党群日"}


class Outcome(StrEnum):
    """How a mediation ended: people's mediation law, articles 26 and 28."""

    WRITTEN_AGREEMENT = "written_agreement"
    ORAL_AGREEMENT = "oral_agreement"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"


OUTCOME_NAMES = {
    Outcome.WRITTEN_AGREEMENT: "书面协议", Outcome.ORAL_AGREEMENT: "口头协议", Outcome.FAILED: "调解不成",
    Outcome.WITHDRAWN: "当事人撤回", Outcome.REFERRED: "移送"}
AGREED = (Outcome.WRITTEN_AGREEMENT, Outcome.ORAL_AGREEMENT)


class Performed(StrEnum):
    """What a revisit (回访) found of an agreement."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class WayKind(StrEnum):
    """The lawful ways beside mediation: people's mediation law, articles 3 and 26; confirmation is article 33."""

    ARBITRATION = "arbitration"
    ADMINISTRATIVE = "administrative"
    COURT = "court"
    CONFIRMATION = "confirmation"


@dataclass(frozen=True, slots=True)
class Way:
    """One door the parties may knock at: its kind, a sentence for them, the law it stands in."""

    kind: WayKind
    text: str
    source: str


COURT = Way(WayKind.COURT, "可以向有管辖权的人民法院起诉。", "人民调解法第三条、第二十六条")
CONFIRMATION = Way(
    WayKind.CONFIRMATION, "双方认为有必要的，可以自调解协议生效之日起三十日内共同向人民法院申请司法确认。",
    "人民调解法第三十三条")
DISPUTED_AGREEMENT = Way(WayKind.COURT, "对调解协议的履行或内容有争议的，可以向人民法院起诉。", "人民调解法第三十二条")
BEFORE_COURT = {
    DisputeType.LABOUR: (
        Way(WayKind.ARBITRATION,
            "先向劳动人事争议仲裁委员会申请仲裁，对裁决不服的，除法律另有规定外可以再起诉。",
            "劳动争议调解仲裁法第五条"),
        Way(WayKind.ADMINISTRATIVE, "拖欠工资等违法情形，可以向劳动行政部门投诉。", "劳动争议调解仲裁法第九条")),
    DisputeType.LAND: (
        Way(WayKind.ARBITRATION, "承包经营纠纷可以向农村土地承包仲裁委员会申请仲裁，也可以直接起诉。",
            "农村土地承包经营纠纷调解仲裁法第四条"),
        Way(WayKind.ADMINISTRATIVE, "土地、林地的权属争议由人民政府处理，对处理决定不服的可以起诉。",
            "土地管理法第十四条、森林法第二十二条")),
}


def ways_after_failure(kind: DisputeType) -> list[Way]:
    """Where the parties may turn when mediation does not help: what comes first for this kind, then the court."""
    return [*BEFORE_COURT.get(kind, ()), COURT]


def ways_after_agreement() -> list[Way]:
    """What the parties of an agreement may ask of a court."""
    return [CONFIRMATION, DISPUTED_AGREEMENT]
