"""The verbs of mediation."""

from service.mediation.actions.ending import end, revisit
from service.mediation.actions.forgetting import forget_party, subjects_about
from service.mediation.actions.mediators import add, leave, leave_all_of, leave_where_unentitled
from service.mediation.actions.opening import edit, extend, open_case, sit
from service.mediation.actions.publishing import tell_counts
from service.mediation.actions.reminding import remind

__all__ = ["add", "edit", "end", "extend", "forget_party", "leave", "leave_all_of", "leave_where_unentitled",
           "open_case", "remind", "revisit", "sit", "subjects_about", "tell_counts"]
