"""The eight kinds of standing posts (岗位), and what they are called."""

from __future__ import annotations

from enum import StrEnum


class PostKind(StrEnum):
    """What a post is for."""

    POLICY_PROMOTION = "policy_promotion"
    OPINION_LISTENING = "opinion_listening"
    MEDIATION = "mediation"
    SAFETY_PATROL = "safety_patrol"
    ENVIRONMENT = "environment"
    CARE = "care"
    CIVILITY = "civility"
    CONVENIENCE = "convenience"


KIND_NAMES = {
    PostKind.POLICY_PROMOTION: "政策宣传岗", PostKind.OPINION_LISTENING: "民情收集岗",
    PostKind.MEDIATION: "矛盾调解岗", PostKind.SAFETY_PATROL: "平安巡查岗", PostKind.ENVIRONMENT: "环境守护岗",
    PostKind.CARE: "帮老助困岗", PostKind.CIVILITY: "文明倡导岗", PostKind.CONVENIENCE: "便民服务岗",
}
