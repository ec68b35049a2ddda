"""Who holds which role where, who may give it, and how soon it counts."""

import pytest
import sqlalchemy as sa

from service.accounts.actions import sign_in_with_wechat
from service.accounts.models import Account, SignIn
from service.accounts.tokens import verify_access
from service.core import clock
from service.core.audit import AuditEntry
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, NotFound, Unauthorized, WrongMoment
from service.organization import events, policy
from service.organization.actions import grants
from service.organization.models import Grant, Role
from service.organization.queries import people
from service.organization.queries.grants import grants_within

TOWNS_GIVE = {Role.COMMUNITY_WORKER, Role.PARTY_MEMBER, Role.VOLUNTEER, Role.COURTYARD_LEAD,
              Role.BRANCH_SECRETARY}
OTHERS = ("resident-li", "worker-zhang", "member-wang", "volunteer-qian", "auditor-feng", "lead-hu",
          "secretary-lin", "unit-he")


def _given(town, name="resident-li", role=Role.VOLUNTEER, place="community", by="admin-zheng") -> Grant:
    """A grant just given to one of the town."""
    return grants.grant(role, town.account(name).id, town.place(place), by=town.actor(by))


def _audited(act: str) -> sa.Row:
    return db.session.execute(sa.select(AuditEntry.actor_id, AuditEntry.subject, AuditEntry.details)
                              .where(AuditEntry.act == act)).one()


@pytest.mark.parametrize("role", Role)
def test_the_district_gives_every_role_anywhere(town, role):
    assert policy.may_grant(town.actor("admin-zheng"), role, town.place("building_1").path)


@pytest.mark.parametrize("role", Role)
def test_a_town_gives_the_roles_of_its_communities_and_no_higher_one(town, role):
    may = policy.may_grant(town.actor("supervisor-wu"), role, town.place("community").path)

    assert may == (role in TOWNS_GIVE)


def test_a_town_gives_nothing_outside_itself(town):
    assert not policy.may_grant(town.actor("supervisor-wu"), Role.VOLUNTEER, town.place("district").path)


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("role", Role)
def test_nobody_else_gives_or_takes_back_any_role(town, name, role):
    actor, path = town.actor(name), town.place("community").path

    assert not policy.may_grant(actor, role, path) and not policy.may_revoke(actor, role, path)


@pytest.mark.parametrize(("name", "sees"), [
    ("worker-zhang", True), ("supervisor-wu", True), ("admin-zheng", True), ("auditor-feng", True),
    ("worker-far", False), ("resident-li", False), ("member-wang", False), ("volunteer-qian", False)])
def test_grants_are_seen_by_those_who_work_with_the_people_of_a_place(town, name, sees):
    assert policy.may_see_grants(town.actor(name), town.place("community").path) == sees


def test_a_role_given_counts_from_the_next_request(town):
    token = sign_in_with_wechat("demo:resident-li").tokens.access_token
    assert not people.actor_of_token(token).held(Role.VOLUNTEER)

    _given(town)

    assert people.actor_of_token(token).holds(Role.VOLUNTEER, path=town.place("building_1").path)


def test_a_role_taken_back_is_gone_with_the_next_request(town):
    token = sign_in_with_wechat("demo:worker-zhang").tokens.access_token
    (held,) = people.actor_of_token(token).grants

    grants.revoke(held.grant_id, by=town.actor("admin-zheng"))

    assert people.actor_of_token(token).grants == ()


def test_an_actor_is_read_in_one_statement(town, statements):
    token = sign_in_with_wechat("demo:worker-zhang").tokens.access_token
    _given(town, "worker-zhang")

    with statements() as sent:
        actor = people.actor_of_token(token)

    assert (len(sent), len(actor.grants)) == (1, 2)


def test_a_session_that_has_run_out_opens_no_door_to_a_token_still_in_time(town):
    token = sign_in_with_wechat("demo:resident-li").tokens.access_token
    with atomic() as session:
        session.get_one(SignIn, verify_access(token).session_id).expires_at = clock.now() - clock.APART

    with pytest.raises(Unauthorized) as refusal:
        people.actor_of_token(token)

    assert refusal.value.code == "signed_out"


def test_an_erased_person_acts_no_more(town):
    account, token = town.account("resident-li"), sign_in_with_wechat("demo:resident-li").tokens.access_token
    with atomic():
        account.erased_at = clock.now()

    with pytest.raises(Unauthorized):
        people.actor_of_token(token)
    with pytest.raises(NotFound):
        people.actor_of_account(account.id)


def test_a_worker_may_not_give_a_role(town):
    with pytest.raises(Forbidden):
        _given(town, by="worker-zhang")


def test_nobody_gets_the_same_role_twice_at_one_place(town):
    _given(town)

    with pytest.raises(WrongMoment) as refusal:
        _given(town)

    assert refusal.value.code == "already_granted"


def test_a_role_taken_back_may_be_given_again(town):
    grants.revoke(_given(town).id, by=town.actor("admin-zheng"))

    assert _given(town).revoked_at is None


def test_nobody_who_is_not_there_gets_a_role(town):
    nobody = db.session.scalar(sa.select(sa.func.max(Account.id))) + 1

    with pytest.raises(Invalid):
        grants.grant(Role.VOLUNTEER, nobody, town.place("community"), by=town.actor("admin-zheng"))


def test_giving_a_role_is_answered_for(town):
    _given(town)

    entry = _audited("grant")
    assert (entry.actor_id, entry.subject) == (
        town.account("admin-zheng").id, f"account:{town.account('resident-li').id}")


def test_taking_a_role_back_is_answered_for(town):
    grants.revoke(_given(town).id, by=town.actor("supervisor-wu"))

    assert _audited("revoke").actor_id == town.account("supervisor-wu").id


def test_a_role_taken_back_is_announced_and_undone_when_a_later_package_cannot_follow(town):
    def refuse(grant, by):
        raise RuntimeError(f"{grant.id} {by.display_name}")

    given = _given(town)
    with events.grant_revoked.connected_to(refuse), pytest.raises(RuntimeError, match=f"{given.id} 郑科长"):
        grants.revoke(given.id, by=town.actor("admin-zheng"))

    assert town.actor("resident-li").held(Role.VOLUNTEER)


def test_a_role_is_not_taken_back_twice(town):
    given = _given(town)
    grants.revoke(given.id, by=town.actor("admin-zheng"))

    with pytest.raises(NotFound):
        grants.revoke(given.id, by=town.actor("admin-zheng"))


@pytest.mark.parametrize(("name", "refusal"), [("worker-zhang", Forbidden), ("worker-far", NotFound),
                                               ("resident-li", NotFound)])
def test_who_may_not_see_a_role_does_not_learn_that_it_is_there(town, name, refusal):
    given = _given(town)

    with pytest.raises(refusal):
        grants.revoke(given.id, by=town.actor(name))


def test_people_with_a_role_are_found_at_the_place_and_above_it(town):
    _given(town, "resident-li", Role.COMMUNITY_WORKER, "town")
    _given(town, "resident-chen", Role.COMMUNITY_WORKER, "building_2")

    found = people.people_with(Role.COMMUNITY_WORKER, town.place("building_1"))

    assert {person.display_name for person in found} == {"李阿姨", "张蓉", "周敏"}


def test_grants_within_a_place_are_paged_without_gap_or_repeat(town):
    place, by, cursor, seen = town.place("district"), town.actor("admin-zheng"), None, []
    while cursor or not seen:
        page = grants_within(place, by=by, limit=3, cursor=cursor)
        seen, cursor = seen + [item["id"] for item in page.items], page.next

    assert seen == list(db.session.scalars(sa.select(Grant.id).order_by(Grant.id)))


def test_grants_within_a_community_leave_out_the_other_one_and_what_is_over(town):
    grants.revoke(_given(town).id, by=town.actor("admin-zheng"))

    page = grants_within(town.place("community"), by=town.actor("worker-zhang"), limit=100)

    assert [item["account"]["display_name"] for item in page.items] == ["张蓉", "周敏", "王师傅", "赵师傅"]


@pytest.mark.only_postgresql
def test_of_two_admins_who_give_the_same_role_at_once_one_hears_that_it_is_given(town, run_together):
    by, account_id, place = town.actor("admin-zheng"), town.account("resident-li").id, town.place("community")

    results = run_together([lambda: grants.grant(Role.VOLUNTEER, account_id, place, by=by)] * 2)

    assert sorted(type(result).__name__ for result in results) == ["Grant", "WrongMoment"]
