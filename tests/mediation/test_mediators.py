"""Who mediates: asked to join, leaving, losing the role; no case is ever without somebody who sees it."""

import pytest

from service.accounts.actions import erasing
from service.core.errors import Invalid
from service.mediation import actions
from service.mediation.actions.mediators import AlreadyMediates, LastMediator
from service.mediation.queries import mediates, people, showing
from service.mediation.queries.opening import UnknownMediation
from service.organization.actions import grants
from service.organization.models import Role
from service.party.actions import members


def _erase(surname, disputes):
    erasing.erase(by=disputes.person(surname))


def _revoke(surname, role, disputes):
    for held in disputes.person(surname).held(role):
        grants.revoke(held.grant_id, by=disputes.person("zheng"))


def test_a_mediator_who_was_added_sees_the_case_and_hears_of_it(disputes):
    number = disputes.open(by="hu")

    actions.add(number, by=disputes.person("hu"), account_id=disputes.account("lin"))

    assert showing.detail(number, disputes.person("lin"))["id"] == number
    assert disputes.letters("lin") == ["mediation_joined"]


def test_only_people_of_the_place_are_added(disputes):
    number = disputes.open(by="hu")

    for other in ("li", "wang", "zhang", "zheng"):
        with pytest.raises(Invalid):
            actions.add(number, by=disputes.person("hu"), account_id=disputes.account(other))

    assert people.mediators_of(number) == [disputes.account("hu")]


def test_a_member_of_the_villages_branch_may_be_added_without_any_role(disputes):
    number = disputes.open(by="lin", place="village")
    _revoke("hu", Role.COURTYARD_LEAD, disputes)

    actions.add(number, by=disputes.person("lin"), account_id=disputes.account("hu"))

    assert mediates(disputes.account("hu"), number)


def test_who_could_be_added_are_those_who_do_not_mediate_yet(disputes):
    number = disputes.open(by="hu")

    assert [one["account_id"] for one in showing.candidates(number, disputes.person("hu"))] == [
        disputes.account("lin")]


def test_nobody_is_added_twice(disputes):
    number = disputes.open(by="hu")

    with pytest.raises(AlreadyMediates):
        actions.add(number, by=disputes.person("hu"), account_id=disputes.account("hu"))


def test_the_last_mediator_does_not_leave(disputes):
    number = disputes.open(by="hu")

    with pytest.raises(LastMediator):
        actions.leave(number, by=disputes.person("hu"))

    assert mediates(disputes.account("hu"), number)


def test_who_left_sees_it_no_more(disputes):
    number = disputes.open(by="hu")
    actions.add(number, by=disputes.person("hu"), account_id=disputes.account("lin"))

    actions.leave(number, by=disputes.person("hu"))

    with pytest.raises(UnknownMediation):
        showing.detail(number, disputes.person("hu"))
    assert people.mediators_of(number) == [disputes.account("lin")]


def test_a_case_whose_last_mediator_is_erased_goes_to_the_secretary(disputes):
    number = disputes.open(by="hu")

    _erase("hu", disputes)

    assert people.mediators_of(number) == [disputes.account("lin")]
    assert disputes.letters("lin") == ["mediation_inherited"]


def test_where_there_is_no_secretary_the_workers_inherit(disputes):
    number = disputes.open(by="zhang", place="compound")

    _erase("zhang", disputes)

    assert people.mediators_of(number) == [disputes.account("zhou")]


def test_nobody_inherits_while_another_mediator_is_left(disputes):
    number = disputes.open(by="hu")
    actions.add(number, by=disputes.person("hu"), account_id=disputes.account("lin"))

    _erase("hu", disputes)

    assert (people.mediators_of(number), disputes.letters("lin")) == ([disputes.account("lin")], ["mediation_joined"])


def test_a_worker_who_lost_his_role_sees_his_cases_no_more(disputes):
    number = disputes.open(by="zhang", place="compound")

    _revoke("zhang", Role.COMMUNITY_WORKER, disputes)

    assert people.mediators_of(number) == [disputes.account("zhou")]


def test_a_lead_who_is_still_a_member_of_the_branch_goes_on(disputes):
    number = disputes.open(by="hu")

    _revoke("hu", Role.COURTYARD_LEAD, disputes)

    assert mediates(disputes.account("hu"), number)


def test_a_member_who_left_the_roster_and_has_no_role_sees_his_cases_no_more(disputes, town):
    number = disputes.open(by="hu")
    _revoke("hu", Role.COURTYARD_LEAD, disputes)

    members.leave(town.member("胡院长"), on=None, by=None)

    assert people.mediators_of(number) == [disputes.account("lin")]


@pytest.mark.only_postgresql
def test_two_mediators_do_not_leave_at_once(disputes, run_together):
    number = disputes.open(by="hu")
    hu, lin = disputes.person("hu"), disputes.person("lin")
    actions.add(number, by=hu, account_id=lin.account_id)

    done = run_together([lambda: actions.leave(number, by=hu), lambda: actions.leave(number, by=lin)])

    assert sorted(type(one).__name__ for one in done) == ["LastMediator", "NoneType"]
    assert len(people.mediators_of(number)) == 1


def test_a_person_sees_the_outline_of_what_he_mediates_and_of_what_he_is_a_party_to(disputes, town):
    number = disputes.open(by="hu", parties=[{"name": "李某", "phone": "19000000001"}, {"name": "余某"}])

    hu, li, lin = (showing.held_on(town.account(name)) for name in ("lead-hu", "resident-li", "secretary-lin"))

    assert [(one["as"], one["id"]) for one in hu] == [("mediator", number)]
    assert [(one["as"], one["id"]) for one in li] == [("party", number)]
    assert lin == []
