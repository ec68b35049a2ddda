"""What is read out before a courtyard was told to it, and not to a neighbour with whose matter it was merged."""

import pytest

from service.core import clock
from service.courtyard.queries import logs
from service.feedback import actions as feedback
from service.organization.actions import grants
from service.organization.models import Role
from tests.courtyard.notebook import opinion

SECRET, NOTE = "给3单元501李阿姨疏通了", "那一片的下水管已经疏通。"


@pytest.mark.parametrize(("note", "told"), [(None, None), (NOTE, NOTE)])
def test_the_answer_to_a_neighbours_matter_is_read_out_as_others_may_hear_it(notebook, town, note, told):
    worker = town.account("worker-zhou")
    grants.give(Role.COMMUNITY_WORKER, worker.id, town.place("village"), by=notebook.by("zheng"))
    notebook.submitted(day_id=notebook.day(ago=30), items=[opinion()])
    private = feedback.submit(by=town.actor("resident-li"), place_code=town.place("courtyard_1").code, anonymous=True,
                              text="501的下水道堵了", category="facilities.elevator").number
    feedback.merge(notebook.tickets()[0].number, by=town.actor("worker-zhou"), into=private)
    feedback.claim(private, by=town.actor("worker-zhou"))

    feedback.answer(private, by=town.actor("worker-zhou"), text=SECRET, public_note=note)

    (due,) = logs.opinions_to_read_out(town.group(1).id, clock.local(clock.now()).date())
    assert due["answer"] == told
