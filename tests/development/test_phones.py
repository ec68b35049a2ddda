"""One phone, one candidate: while he goes on, and under whichever key his number was filed."""

import pytest

from service.core.keys import KeyRing
from service.development import actions
from service.development.actions.noting import AlreadyCandidate
from service.development.stages import Ending
from service.party.actions.members import AlreadyMember
from tests.development.conftest import TODAY


def test_one_phone_has_one_way_at_a_time(branch):
    number = branch.apply(phone="19000000002")

    with pytest.raises(AlreadyCandidate):
        branch.apply(phone="19000000002")

    actions.end(number, by=branch.person("lin"), reason=Ending.WITHDRAWN, on=TODAY)
    assert branch.apply(phone="19000000002") != number


def test_one_phone_has_one_way_under_whichever_key_it_was_filed(branch, app, monkeypatch):
    branch.apply(phone="19000000002")
    monkeypatch.setitem(app.extensions, "index_keys", KeyRing({"next": b"n" * 32} | app.extensions["index_keys"].keys))

    with pytest.raises(AlreadyCandidate):
        branch.apply(phone="19000000002")


def test_a_member_does_not_apply(branch):
    with pytest.raises(AlreadyMember):
        branch.apply(phone="19000000006")
