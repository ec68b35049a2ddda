"""A picture hangs on one thing, and only its owner can hang it there."""

import pytest

from service.core.database import atomic
from service.core.errors import Invalid
from service.feedback import actions as feedback
from service.feedback.models import Ticket
from service.media import actions, queries
from service.media.models import Photo


def test_the_pictures_of_a_ticket_keep_their_order(town, bring, submit):
    photos = [bring(), bring(), bring()]
    given = [photos[2], photos[0], photos[1]]

    ticket = submit(given)

    assert [shown["id"] for shown in queries.links_of("ticket", ticket.id)] == [photo.id for photo in given]


def test_pictures_are_attached_in_one_statement(town, bring, statements):
    photos = [bring(), bring(), bring()]

    with atomic(), statements() as sent:
        actions.attach([photo.id for photo in photos], owner_id=photos[0].owner_id, to="ticket",
                       attached_id=1)

    assert len(sent) == 1


@pytest.mark.parametrize("case", ["of somebody else", "used already", "named twice", "unknown"])
def test_only_ones_own_unused_pictures_can_be_attached(bring, submit, count, case):
    photo = bring("resident-chen" if case == "of somebody else" else "resident-li")
    before = count(Ticket)
    if case == "used already":
        submit([photo])
        before += 1
    named = {"named twice": [photo, photo], "unknown": [Photo(id="0" * 32)]}.get(case, [photo])

    with pytest.raises(Invalid) as refusal:
        submit([bring(), *named])

    assert list(refusal.value.extra["fields"]) == ["photos"]
    assert count(Ticket) == before, "no ticket is left half-written"


def test_a_refused_attachment_leaves_the_other_pictures_loose(town, bring, submit):
    mine, foreign = bring(), bring("resident-chen")

    with pytest.raises(Invalid):
        submit([mine, foreign])

    submit([mine])


@pytest.mark.only_postgresql
def test_a_picture_sent_with_two_tickets_at_once_hangs_on_one(run_together, town, bring, count):
    photo_id, by, code = bring().id, town.actor("resident-li"), town.place("building_1").code

    def _submit():
        return feedback.submit(by=by, text="灯不亮", place_code=code, photos=[photo_id])

    results = run_together([_submit] * 4)

    assert sorted(isinstance(result, Invalid) for result in results) == [False, True, True, True]
    assert count(Ticket) == 1
