"""The migrations lead to what the models say, on both databases, there and back, however many start."""

import uuid
from datetime import timedelta
from multiprocessing import get_context

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.accounts.models import Account, WechatIdentity
from service.core import clock, health
from service.core.database import atomic, db
from service.core.errors import NotFound
from service.feedback import actions
from service.feedback.actions.submitting import submit
from service.feedback.models import Ticket
from service.feedback.queries.showing import seen_by
from service.feedback.workflow import Outcome, State
from service.media.models import Photo
from service.organization.models import PlaceCode
from service.organization.queries.people import actor_of_account
from service.screening.queries import reviews_in_full
from service.statistics.models import StaleCohort
from service.town import building, cast
from service.wishes.actions import wishing
from service.wishes.models import Wish
from service.wishes.workflow import WishState
from tests.databases import PostgreSQL, SQLite


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """A database without a single table, inside its application's context."""
    if request.param == "sqlite":
        made = SQLite(tmp_path)
    else:
        made = PostgreSQL(request.getfixturevalue("postgres_url"), tmp_path,
                          name=f"empty_{uuid.uuid4().hex[:8]}")
    with made.app.app_context():
        yield made
        db.session.remove()
    made.close()


def _plain(entries, *keys):
    return sorted(str([entry.get(key) for key in keys]) for entry in entries)


def _schema():
    """All a database knows of its tables, so that two ways of building one can be compared."""
    found = sa.inspect(db.engine)
    return {table: {
        "columns": _plain([column | {"type": str(column["type"])} for column in found.get_columns(table)],
                          "name", "type", "nullable", "default"),
        "key": found.get_pk_constraint(table)["constrained_columns"],
        "references": _plain(found.get_foreign_keys(table), "name", "constrained_columns", "referred_table",
                             "options"),
        "uniques": _plain(found.get_unique_constraints(table), "name", "column_names"),
        "checks": _plain(found.get_check_constraints(table), "name", "sqltext"),
        "indexes": _plain([index | {"where": [str(part) for part in index["dialect_options"].values()]}
                           for index in found.get_indexes(table)], "name", "column_names", "unique", "where"),
    } for table in found.get_table_names() if table != "alembic_version"}


def _drift():
    with db.engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection), db.metadata)


def _upgrade(app):
    with app.app_context():
        flask_migrate.upgrade()


def test_there_is_one_newest_migration(app):
    with app.app_context():
        script = ScriptDirectory.from_config(app.extensions["migrate"].migrate.get_config())

    assert len(script.get_heads()) == 1


def test_the_migrations_lead_to_what_the_models_say(empty):
    flask_migrate.upgrade()
    migrated, drift = _schema(), _drift()
    flask_migrate.downgrade(revision="base")
    db.create_all()

    assert drift == []
    assert migrated == _schema()


def test_the_migrations_go_back_and_forth(empty):
    flask_migrate.upgrade()
    first = _schema()
    flask_migrate.downgrade(revision="base")
    nothing = _schema()
    flask_migrate.upgrade()

    assert first and _schema() == first
    assert nothing == {}


def test_a_column_the_migrations_forgot_is_found(empty):
    flask_migrate.upgrade()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE accounts ADD COLUMN forgotten INTEGER")

    assert _drift() != []


def _write(*statements):
    with db.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.fixture
def older(empty):
    """A town of the version before, with matters with a picture: public, private, and public but refused."""
    flask_migrate.upgrade()
    building.build()
    li = actor_of_account(db.session.scalar(sa.select(WechatIdentity.account_id).where(
        WechatIdentity.openid == "demo:resident-li")))
    token = db.session.scalar(sa.select(PlaceCode.token))
    for name in ("public", "private", "refused"):
        ticket = submit(by=li, text="楼道灯不亮", code_token=token)
        with atomic() as session:
            session.add(Photo(id=name, owner_id=li.account_id, key=name, thumbnail_key=f"small {name}", width=1,
                              height=1, size=1, attached_to="ticket", attached_id=ticket.id, created_at=clock.now()))
            if name == "refused":
                session.execute(sa.update(Ticket).where(Ticket.id == ticket.id).values(
                    state=State.CLOSED, outcome=Outcome.REJECTED, closed_at=clock.now()))
    db.session.remove()
    flask_migrate.downgrade(revision="0002")
    _write("UPDATE tickets SET is_public = true WHERE id IN (SELECT attached_id FROM photos WHERE id <> 'private')")


def test_what_everybody_could_see_stays_to_be_seen(older):
    flask_migrate.upgrade()

    assert dict(db.session.execute(sa.select(Photo.id, Photo.is_public)).all()) == {
        "public": True, "private": False, "refused": False}


@pytest.fixture
def unmasked(empty):
    """A town of the version before texts for everybody: a matter with an answer that all read, and an open wish."""
    flask_migrate.upgrade()
    building.build()
    li, zhang = (actor_of_account(db.session.scalar(sa.select(WechatIdentity.account_id).where(
        WechatIdentity.openid == f"demo:{name}"))) for name in ("resident-li", "worker-zhang"))
    house = {"place_code": cast.NICKNAMES["building_1"]}
    number = submit(by=li, text="我叫李四，电话13911117777", category="facilities.elevator", public=True,
                    **house).number
    actions.claim(number, by=zhang)
    actions.contact(number, by=zhang, method="phone", reached=True)
    actions.answer(number, by=zhang, text="给3单元501修好了")
    wish = wishing.submit(by=li, text="想学视频，住3单元501", **house)
    wishing.approve(wish.id, by=zhang)
    db.session.remove()
    flask_migrate.downgrade(revision="0007")
    _write("UPDATE content_checks SET state = 'passed', why = NULL, next_try_at = NULL WHERE about = 'ticket'",
           "DELETE FROM content_checks WHERE about = 'answer'", "UPDATE answers SET is_public = true",
           "UPDATE tickets SET is_public = true, kept_back = NULL", "UPDATE wishes SET state = 'open'")
    flask_migrate.upgrade()
    return number, zhang


def test_what_was_shown_before_anybody_masked_it_goes_back_to_be_looked_at(unmasked):
    number, zhang = unmasked

    with pytest.raises(NotFound):
        seen_by(number, None)
    assert [(item["text"], item["proposed_text"]) for item in reviews_in_full(zhang, limit=9, cursor=None).items] == [
        ("我叫李四，电话13911117777", "我叫李*，电话***"), ("给3单元501修好了", "给3单元***修好了")]
    assert db.session.execute(sa.select(Wish.state, Wish.public_text)).all() == [(WishState.REVIEWING, None)]


@pytest.fixture
def without_figures(empty):
    """A town of the version before figures of tickets: a matter that waits and one that is merged into it, and
    one that was answered after a release."""
    flask_migrate.upgrade()
    building.build()
    li, zhang = (actor_of_account(db.session.scalar(sa.select(WechatIdentity.account_id).where(
        WechatIdentity.openid == f"demo:{name}"))) for name in ("resident-li", "worker-zhang"))
    matter = {"text": "电梯停了", "place_code": cast.NICKNAMES["building_1"], "category": "facilities.elevator"}
    numbers = [submit(by=li, **matter).number for _ in range(2)]
    actions.claim(numbers[1], by=zhang)
    actions.contact(numbers[1], by=zhang, method="phone", reached=True)
    actions.release(numbers[1], by=zhang, reason="换人办理")
    actions.claim(numbers[1], by=zhang)
    actions.contact(numbers[1], by=zhang, method="phone", reached=True)
    actions.answer(numbers[1], by=zhang, text="修好了")
    actions.merge(submit(by=li, **matter).number, by=zhang, into=numbers[0])
    before = _promises()
    db.session.remove()
    flask_migrate.downgrade(revision="0003")
    return before


def _promises():
    return [tuple(row) for row in db.session.execute(
        sa.select(Ticket.number, Ticket.respond_by, Ticket.responded_at, Ticket.limit_at).order_by(Ticket.id))]


def test_tickets_from_before_learn_what_was_promised_and_when_it_was_kept(without_figures):
    flask_migrate.upgrade()
    (first, second, _merged), month = _promises(), f"{clock.local(clock.now()):%Y-%m}"

    assert first == without_figures[0]
    assert abs(second[1] - without_figures[1][1]) < timedelta(milliseconds=5)
    assert second[2:] == without_figures[1][2:]
    assert set(db.session.scalars(sa.select(StaleCohort.month))) == {month}
    assert db.session.scalars(sa.select(Ticket.joined_count).order_by(Ticket.id)).all() == [1, 0, 0]


def test_who_was_first_with_a_unionid_has_it(empty):
    flask_migrate.upgrade()
    building.build()
    db.session.remove()
    flask_migrate.downgrade(revision="0003")
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE wechat_identities SET unionid = 'u-1'"
                                   " WHERE openid IN ('demo:worker-zhang', 'demo:resident-li')")
        connection.exec_driver_sql("UPDATE wechat_identities SET unionid = NULL WHERE openid = 'demo:resident-chen'")

    flask_migrate.upgrade()

    rows = db.session.execute(sa.select(WechatIdentity.openid, Account.unionid).join(WechatIdentity.account))
    said = dict(rows.all())
    assert {said["demo:worker-zhang"], said["demo:resident-li"]} == {"u-1", None}
    assert (said["demo:resident-chen"], said["demo:worker-zhou"]) == (None, "union:demo:worker-zhou")


def test_starts_at_the_same_moment_migrate_once(empty):
    empty.engine.dispose()
    starts = [get_context("fork").Process(target=_upgrade, args=(empty.app,)) for _ in range(3)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()

    assert [start.exitcode for start in starts] == [0, 0, 0]
    assert health.checks["migrations"]() is None
