"""Words for the party-mass day of a courtyard and its log, for disputes and for the stages of a member."""

from service.courtyard import words as courtyard
from service.courtyard.models import ItemKind
from service.development.stages import DUE_NAMES, STAGE_NAMES
from service.mediation.catalogue import DISPUTE_NAMES, OUTCOME_NAMES, SOURCE_NAMES

ITEMS = {ItemKind.POLICY_BRIEFING: "政策宣讲", ItemKind.OPINION_COLLECTION: "大家的意见",
         ItemKind.MEMBER_DEVELOPMENT: "党员发展", ItemKind.DISPUTE_MEDIATION: "矛盾调解"}
MINUTES = {"announced": "通报了什么", "discussed": "商量了什么", "agreed": "商定了什么", "difficulties": "有什么难处",
           "requests": "要村里、镇里帮什么", "next_time": "下次再说什么"}
WORDS = {"day": courtyard.DAY_STATES, "not_held": courtyard.REASONS, "decision": courtyard.DECISION_STATES,
         "log": courtyard.LOG_STATES, "item": ITEMS, "minute": MINUTES, "dispute": DISPUTE_NAMES,
         "dispute_source": SOURCE_NAMES, "mediated": OUTCOME_NAMES, "stage": STAGE_NAMES, "stage_due": DUE_NAMES}
