"""Which subscribe template a letter goes by, from what it tells."""

from __future__ import annotations

OTHERWISE, WORK = "progress", "task"
BY_TEMPLATE = {
    "progress": (  # how one's own matter stands
        "received", "claimed", "moved", "asked", "resumed", "delayed", "escalated_told", "merged", "unmerged",
        "forwarded", "accepted_outside", "progressed_outside", "auto_confirmed", "not_shown", "registration_accepted",
        "registration_returned", "registration_ended", "objection_received", "objection_reopened",
        "support_reopened"),
    "answer": ("answered", "forwarded_done", "rejected", "ended", "objection_upheld", "support_answered",
               "support_ended"),
    WORK: (  # work that waits for staff, members, leads
        "emergency", "dispatched", "replied", "requested", "decided", "reopened", "escalated", "withdrawn",
        "returned_from_outside", "to_review", "objection_to_decide", "objection_decided",
        "claim_warned_50", "claim_warned_80", "answer_warned_50", "answer_warned_80",
        "wish_to_review", "wish_call_wisher", "wish_silent", "wish_lapsed_told", "wish_withdrawn",
        "wish_not_fulfilled", "turn_logged", "group_qr_expiring", "group_qr_expired", "group_owner_left",
        "registration_applied", "registration_list_came", "registrations_waiting", "feedback_to_acknowledge",
        "feedback_replied", "feedback_unwritten", "feedback_unacknowledged", "day_to_record", "decision_overdue",
        "log_submitted", "log_approved", "log_returned", "mediation_joined", "mediation_inherited",
        "mediation_limit_near", "mediation_limit_reached", "mediation_performance_due", "mediation_revisit_due",
        "candidate_accompanied", "candidate_alone", "candidate_erased", "candidate_due_near",
        "candidate_due_reached", "team_asked", "team_leading"),
    "activity": (  # party-mass days, groups, wishes, service, teams
        "day_announced", "day_moved", "day_called_off", "day_reopened", "wish_received", "wish_approved",
        "wish_declined", "wish_claimed", "wish_open_again", "wish_done", "wish_confirmed", "wish_confirmed_told",
        "wish_lapsed", "turn_confirmed", "turn_returned", "post_closed", "service_recorded", "service_confirmed",
        "service_corrected", "feedback_written", "feedback_acknowledged", "feedback_corrected", "team_accepted",
        "team_ended"),
}
TEMPLATES = {kind: template for template, kinds in BY_TEMPLATE.items() for kind in kinds}
"""Kind of letter to name of template; a kind that is not here goes as `progress`."""
