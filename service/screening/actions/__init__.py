"""The verbs of screening: put up for a check, ask the platform, hear its verdict, decide."""

from service.screening.actions.asking import check_due
from service.screening.actions.deciding import decide, for_everybody, hide
from service.screening.actions.judging import forget_traces, judge
from service.screening.actions.noticing import flaw_of_notice, must_name_nobody, must_point_at_nobody
from service.screening.actions.putting import empty_reasons, forget, lock, put, put_again

__all__ = ["check_due", "decide", "empty_reasons", "flaw_of_notice", "for_everybody", "forget", "forget_traces", "hide",
           "judge", "lock", "must_name_nobody", "must_point_at_nobody", "put", "put_again"]
