"""Words for matters as those read them who take them on."""

from service.feedback.models import RequestKind, SyncState
from service.feedback.workflow import Outcome, State
from service.web.words.matters import OUTCOMES, STATES

STATES_AT_DESK = STATES | {State.REVIEWING: "等社区审核", State.ASKING: "等居民补充",
                           State.ANSWERED: "已答复，等居民评价"}
OUTCOMES_AT_DESK = OUTCOMES | {Outcome.CONFIRMED: "居民已确认", Outcome.WITHDRAWN: "居民已撤回"}
METHODS = {"phone": "打电话", "visit": "上门", "message": "留言"}
REQUESTS = {RequestKind.SUSPENSION: "暂时等待", RequestKind.EXTENSION: "延期"}
PUBLICITY = {"none": "不公开", "shown": "大家都能看", "checking": "公开前正在检查", "held": "公开前等人看过",
             "hidden": "不展示"}
SYNC = {SyncState.SENT: "已转出", SyncState.ACCEPTED: "对方已收下", SyncState.IN_PROGRESS: "对方正在办",
        SyncState.DONE: "对方已办结", SyncState.RETURNED: "对方退回", SyncState.TAKEN_BACK: "已收回"}
WORDS = {"state_at_desk": STATES_AT_DESK, "outcome_at_desk": OUTCOMES_AT_DESK, "method": METHODS, "request": REQUESTS,
         "publicity": PUBLICITY, "sync": SYNC}
