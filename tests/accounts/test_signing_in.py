"""Who comes in through WeChat, and who does not."""

import pytest
import sqlalchemy as sa

from service.accounts import actions, queries
from service.accounts.models import Account, WechatIdentity
from service.core.database import atomic, db
from service.core.errors import Forbidden, Unauthorized, Unavailable
from service.wechat import platform
from service.wechat.errors import Busy, Misuse, Refused


def _accounts() -> int:
    return db.session.scalar(sa.select(sa.func.count(Account.id)))


def test_one_of_the_town_comes_in_as_himself(town):
    signed_in = actions.sign_in_with_wechat("demo:worker-zhang")

    assert signed_in.account_id == town.account("worker-zhang").id


def test_a_demonstration_name_nobody_has_is_refused_and_creates_nobody(town):
    before = _accounts()

    with pytest.raises(Unauthorized) as refusal:
        actions.sign_in_with_wechat("demo:nobody-here")

    assert (refusal.value.code, _accounts()) == ("wechat_code_invalid", before)


def test_a_person_not_seen_before_becomes_a_resident(town):
    signed_in = actions.sign_in_with_wechat("new:somebody")

    name = queries.account(signed_in.account_id).display_name
    assert name.startswith("居民") and len(name) == 6


def test_a_person_seen_before_stays_the_same(town):
    first = actions.sign_in_with_wechat("new:somebody")

    again = actions.sign_in_with_wechat("new:somebody")

    assert again.account_id == first.account_id


def test_a_code_wechat_does_not_know_is_refused(town):
    with pytest.raises(Unauthorized) as refusal:
        actions.sign_in_with_wechat("stolen")

    assert refusal.value.code == "wechat_code_invalid"


@pytest.mark.parametrize(("trouble", "refusal"), [(Busy(), Unavailable), (Misuse(), Unavailable),
                                                  (Refused(), Forbidden)])
def test_trouble_at_wechat_is_told_as_what_it_is(town, trouble, refusal):
    platform().fail_next(trouble)

    with pytest.raises(refusal):
        actions.sign_in_with_wechat("demo:worker-zhang")


@pytest.mark.only_postgresql
def test_two_first_sign_ins_at_once_make_one_resident(town, run_together):
    before = _accounts()

    first, second = run_together([lambda: actions.sign_in_with_wechat("new:in-a-hurry")] * 2)

    identities = db.session.scalar(sa.select(sa.func.count(WechatIdentity.id))
                                   .where(WechatIdentity.account_id == first.account_id))
    assert (first.account_id, identities, _accounts()) == (second.account_id, 1, before + 1)


def test_wechat_is_never_asked_inside_a_transaction(town):
    with atomic(), pytest.raises(RuntimeError, match="never inside"):
        actions.sign_in_with_wechat("demo:worker-zhang")


def test_whoever_waits_for_wechat_holds_no_database_connection(town):
    by, before = town.actor("worker-zhang"), db.engine.pool.checkedout()
    platform().fail_next(Busy())

    with pytest.raises(Unavailable):
        actions.verify_phone("phone:13812341234", by=by)

    assert (before, db.engine.pool.checkedout()) == (1, 0)
