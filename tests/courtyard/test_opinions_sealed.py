"""What is said on a party-mass day against somebody in office is reviewed above, and not read out to him."""

from datetime import timedelta

from service.core import clock
from service.courtyard.queries import log_details
from service.courtyard.queries.logs import opinions_to_read_out
from service.feedback import actions as feedback
from tests.courtyard.notebook import opinion


def test_an_opinion_that_accuses_somebody_is_reviewed_above_and_only_its_recorder_still_reads_it(notebook, town):
    accuses = "林书记把低保给亲戚"
    client_id = notebook.submitted(items=[opinion(text=accuses)])
    ticket = notebook.tickets()[0]

    assert ticket.review_level == "town"
    for name in ("lin", "hu", "wu"):
        item = log_details.seen_by(client_id, notebook.by(name))["items"][0]
        assert (item["text"] == accuses, item["ticket"] is not None) == (name != "lin",) * 2, name
    feedback.reject(ticket.number, by=notebook.by("wu"), reason_code="unclear", reason="查无此事", other_channel="信访")
    tomorrow = clock.local(clock.now()).date() + timedelta(days=1)
    assert opinions_to_read_out(town.group(1).id, tomorrow) == []
