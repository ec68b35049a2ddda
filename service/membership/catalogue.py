"""What a member can do and offers to do: short fixed lists, so that a community finds who can help."""

from __future__ import annotations

from enum import StrEnum


class Skill(StrEnum):
    """What somebody can do (特长)."""

    MEDICAL = "medical"
    LAW = "law"
    TEACHING = "teaching"
    COUNSELLING = "counselling"
    MEDIATION = "mediation"
    ELECTRICAL = "electrical"
    PLUMBING = "plumbing"
    COMPUTING = "computing"
    DRIVING = "driving"
    FINANCE = "finance"
    FARMING = "farming"
    ARTS = "arts"
    SPORTS = "sports"
    COOKING = "cooking"
    HAIRCUT = "haircut"
    OTHER = "other"


class Service(StrEnum):
    """What somebody offers to do (可提供服务)."""

    VISITS = "visits"
    ERRANDS = "errands"
    REPAIRS = "repairs"
    TUTORING = "tutoring"
    CLINIC = "clinic"
    LEGAL_ADVICE = "legal_advice"
    POLICY_BRIEFING = "policy_briefing"
    EMERGENCY = "emergency"
    ENVIRONMENT = "environment"
    PATROL = "patrol"
    EVENTS = "events"
    SMARTPHONE = "smartphone"
    OTHER = "other"


SKILL_NAMES = {
    Skill.MEDICAL: "医疗健康", Skill.LAW: "法律", Skill.TEACHING: "教学辅导", Skill.COUNSELLING: "心理疏导",
    Skill.MEDIATION: "矛盾调解", Skill.ELECTRICAL: "电工", Skill.PLUMBING: "水管维修", Skill.COMPUTING: "电脑与网络",
    Skill.DRIVING: "驾驶", Skill.FINANCE: "财务会计", Skill.FARMING: "农技", Skill.ARTS: "文艺", Skill.SPORTS: "体育",
    Skill.COOKING: "烹饪", Skill.HAIRCUT: "理发", Skill.OTHER: "其他",
}
SERVICE_NAMES = {
    Service.VISITS: "走访陪伴", Service.ERRANDS: "代办跑腿", Service.REPAIRS: "小修小补", Service.TUTORING: "课业辅导",
    Service.CLINIC: "义诊咨询", Service.LEGAL_ADVICE: "法律咨询", Service.POLICY_BRIEFING: "政策宣讲",
    Service.EMERGENCY: "应急救助", Service.ENVIRONMENT: "环境整治", Service.PATROL: "治安巡防",
    Service.EVENTS: "文体活动",
    Service.SMARTPHONE: "教用手机", Service.OTHER: "其他",
}
SKILL_WORDS = {name: skill for skill, name in SKILL_NAMES.items()} | {skill.value: skill for skill in Skill}
SERVICE_WORDS = {name: service for service, name in SERVICE_NAMES.items()} | {one.value: one for one in Service}
"""What people write in a list, and the member it stands for."""


def offers() -> dict[str, list[dict]]:
    """`{"skills": [{code, name}], "services": [{code, name}]}`, in the order of the lists."""
    return {"skills": [{"code": code, "name": name} for code, name in SKILL_NAMES.items()],
            "services": [{"code": code, "name": name} for code, name in SERVICE_NAMES.items()]}
