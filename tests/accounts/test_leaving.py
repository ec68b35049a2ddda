"""What is held on a person can be seen and can be erased."""

import pytest
import sqlalchemy as sa

from service.accounts import actions, events, queries
from service.accounts.models import Account
from service.core import audit
from service.core.audit import AuditEntry
from service.core.audit_words import AuditWords
from service.core.database import atomic, db
from service.core.errors import NotFound, Unauthorized
from service.core.http.idempotency import IdempotencyKey
from service.organization.queries.people import actor_of_account, actor_of_token, people_with


def _row(account_id: int) -> sa.RowMapping:
    return db.session.execute(sa.select(Account.__table__).where(Account.id == account_id)).mappings().one()


def test_my_data_holds_what_accounts_and_later_packages_know(town):
    def answer(_account):
        return {"wishes": ["灯泡"]}

    with events.data_asked.connected_to(answer):
        held = queries.my_data(town.account("worker-zhang").id)

    assert (held["account"]["phone"], held["wishes"], held["grants"][0]["role"]) == (
        "19000000003", ["灯泡"], "community_worker")


def test_an_erased_account_holds_nothing_personal(town):
    actor = town.actor("resident-li")

    actions.erase(by=actor)

    left = {name: value for name, value in _row(actor.account_id).items() if value is not None}
    assert left.keys() == {"id", "display_name", "created_at", "erased_at"}
    assert left["display_name"] == "已注销用户"


def test_an_erased_person_is_signed_out_at_once(town):
    signed_in = actions.sign_in_with_wechat("demo:resident-li")

    actions.erase(by=actor_of_token(signed_in.tokens.access_token))

    with pytest.raises(Unauthorized) as refusal:
        actor_of_token(signed_in.tokens.access_token)
    assert refusal.value.code == "signed_out"


def test_an_erased_person_cannot_go_on_with_a_refresh_token(town):
    signed_in = actions.sign_in_with_wechat("demo:resident-li")
    actions.erase(by=town.actor("resident-li"))

    with pytest.raises(Unauthorized):
        actions.refresh(signed_in.tokens.refresh_token)


def test_an_erased_person_is_not_found_any_more(town):
    actor = town.actor("resident-li")
    actions.erase(by=actor)

    with pytest.raises(NotFound):
        queries.account(actor.account_id)


def test_the_kept_answers_of_an_erased_person_go_too(client, town):
    headers, place = town.sign_in("admin-zheng") | {"Idempotency-Key": "one"}, town.place("community").code
    body = {"account_id": town.account("resident-li").id, "role": "volunteer", "place_code": place}
    client.post("/api/v1/grants", json=body, headers=headers)
    kept = sa.select(sa.func.count(IdempotencyKey.id))
    before = db.session.scalar(kept)

    actions.erase(by=town.actor("admin-zheng"))

    assert (before, db.session.scalar(kept)) == (1, 0)


def test_an_erased_person_who_comes_back_is_a_new_resident(town):
    old = actions.sign_in_with_wechat("new:somebody")
    actions.erase(by=actor_of_token(old.tokens.access_token))

    assert actions.sign_in_with_wechat("new:somebody").account_id != old.account_id


def test_an_erased_person_holds_no_role_any_more(town):
    actor = town.actor("worker-zhang")

    actions.erase(by=actor)

    workers = [person.account_id for person in people_with("community_worker", town.place("community"))]
    assert workers == [town.account("worker-zhou").id]


def test_erasing_waits_for_every_later_package_or_does_not_happen(town):
    def refuse(_account):
        raise RuntimeError("a later package cannot follow")

    with events.account_erased.connected_to(refuse), pytest.raises(RuntimeError):
        actions.erase(by=town.actor("resident-li"))

    assert town.account("resident-li").display_name == "李阿姨"


def test_erasing_is_answered_for_in_the_audit_log(town):
    actor = town.actor("resident-li")

    actions.erase(by=actor)

    assert db.session.scalar(sa.select(AuditEntry.subject).where(AuditEntry.act == "erase")) == (
        f"account:{actor.account_id}")


def test_nobody_is_erased_twice(town):
    actor = town.actor("resident-li")
    actions.erase(by=actor)

    with pytest.raises(NotFound):
        actions.erase(by=actor)


def test_the_database_refuses_a_verified_phone_that_is_not_held(town):
    with pytest.raises(sa.exc.IntegrityError), atomic():
        town.account("resident-li").phone = None
        db.session.flush()


def test_a_member_of_staff_who_leaves_takes_name_username_and_phone_along(client, town):
    made = client.post("/api/v1/staff", headers=town.sign_in("admin-zheng"), json={
        "display_name": "窦明远", "username": "dou.mingyuan", "phone": "13987650123", "role": "community_worker",
        "place_code": town.place("community").code}).json

    actions.erase(by=actor_of_account(made["account"]["id"]))

    left = _row(made["account"]["id"])
    assert (left["display_name"], left["username"], left["phone"]) == ("已注销用户", None, None)
    assert not [said for said in db.session.scalars(sa.select(AuditWords.said)) if said and "dou.mingyuan" in said]


def test_that_words_were_taken_is_answered_for_and_the_chain_holds(town):
    actor = town.actor("resident-li")
    audit.record("reveal", by=town.actor("worker-zhang"), subject=f"account:{actor.account_id}",
                 words={"reason": "李阿姨要回电话"})

    actions.erase(by=actor)

    taken = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == audit.TAKEN)).one()
    assert '"rows":[' in taken.details and audit.first_broken() is None
