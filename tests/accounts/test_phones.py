"""Phones: vouched for by WeChat, unreadable at rest, findable all the same."""

import base64
import os

import pytest
import sqlalchemy as sa

from service.accounts import actions, events, queries
from service.accounts.actions.reencrypting import encrypted_tables, reencrypt
from service.accounts.models import Account
from service.core.database import db
from service.core.errors import Unauthorized
from service.core.keys import KeyRing

PHONE = "13812341234"


def _raw() -> list[tuple[str, str]]:
    return [tuple(row) for row in db.session.execute(sa.text(
        "SELECT phone, phone_index FROM accounts WHERE phone IS NOT NULL ORDER BY id"))]


@pytest.fixture
def keys(app):
    """Lets a test change keys; they are put back afterwards."""
    kept = {name: app.extensions[name] for name in ("encryption", "index_keys")}
    yield lambda name, ring: app.extensions.update({name: ring})
    app.extensions.update(kept)


def _newer(ring: KeyRing) -> KeyRing:
    """The ring with a newer key before its own."""
    new = KeyRing.parse(f"new:{base64.b64encode(os.urandom(32)).decode()}")
    return KeyRing(new.keys | ring.keys)


def test_a_phone_wechat_vouches_for_is_verified(town):
    actions.verify_phone(f"phone:{PHONE}", by=town.actor("resident-chen"))

    assert (town.account("resident-chen").phone, town.actor("resident-chen").phone_verified) == (PHONE, True)


def test_a_phone_code_wechat_does_not_know_changes_nothing(town):
    with pytest.raises(Unauthorized) as refusal:
        actions.verify_phone("phone:none", by=town.actor("resident-chen"))

    assert (refusal.value.code, town.account("resident-chen").phone) == ("wechat_code_invalid", None)


def test_a_stored_phone_shows_no_digits_of_the_number(town):
    actions.verify_phone(f"phone:{PHONE}", by=town.actor("resident-chen"))

    assert PHONE not in str(_raw()) and all(stored.startswith("test.A256GCM.") for stored, _ in _raw())


def test_a_phone_is_found_by_its_blind_index(town):
    actions.verify_phone(f"phone:{PHONE}", by=town.actor("resident-chen"))

    assert queries.account_ids_with_phone(PHONE) == [town.account("resident-chen").id]


def test_a_verified_phone_is_announced_in_the_same_transaction(town):
    def refuse(_account):
        raise RuntimeError("a later package cannot follow")

    with events.phone_verified.connected_to(refuse), pytest.raises(RuntimeError):
        actions.verify_phone(f"phone:{PHONE}", by=town.actor("resident-chen"))

    assert queries.account_ids_with_phone(PHONE) == []


def test_after_a_change_of_keys_a_phone_is_still_read_and_found(town, app, keys):
    keys("encryption", _newer(app.extensions["encryption"]))
    keys("index_keys", _newer(app.extensions["index_keys"]))

    li = town.account("resident-li")

    assert (li.phone, queries.account_ids_with_phone(li.phone)) == ("19000000001", [li.id])


def test_reencrypting_lets_the_old_keys_go(town, app, keys):
    encryption, index_keys = _newer(app.extensions["encryption"]), _newer(app.extensions["index_keys"])
    keys("encryption", encryption)
    keys("index_keys", index_keys)

    sum(reencrypt(Account.__table__, batch=4))

    keys("encryption", KeyRing({"new": encryption.keys["new"]}))
    keys("index_keys", KeyRing({"new": index_keys.keys["new"]}))
    db.session.expire_all()
    assert queries.account_ids_with_phone("19000000001") == [town.account("resident-li").id]
    assert town.account("resident-li").phone == "19000000001"


def test_reencrypting_may_be_stopped_and_started_again(town, app, keys):
    everybody = len(_raw())
    keys("encryption", _newer(app.extensions["encryption"]))
    first = next(iter(reencrypt(Account.__table__, batch=4)))

    rest = sum(reencrypt(Account.__table__, batch=4))

    assert (first > 0, first + rest, sum(reencrypt(Account.__table__))) == (True, everybody, 0)


def test_reencrypting_finds_every_encrypted_column(app):
    assert Account.__table__ in encrypted_tables()
