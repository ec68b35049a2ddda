"""Who can be named as the owner of a group: exactly those who may be."""

from service.membership.policy.groups import may_own
from service.membership.queries.owners import could_own
from service.organization.actions import grants
from service.organization.models import Role
from service.organization.queries.people import actor_of_account
from service.town import cast


def test_those_offered_are_those_who_may_own(town):
    place = town.place("building_1")
    chen, zheng = town.account("resident-chen").id, town.actor("admin-zheng")
    grants.grant(Role.VOLUNTEER, chen, town.place("community"), by=zheng)
    offered = {one["account_id"] for one in could_own(place)}
    people = {town.account(person.name).id for person in cast.PEOPLE}

    assert offered and offered & people == {
        one for one in people if may_own(actor_of_account(one), place.path, place.ancestry[2])}
    assert could_own(town.place("town")) == []
