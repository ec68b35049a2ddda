"""The operator's commands about people."""

import pytest
import sqlalchemy as sa

from service.accounts.actions import sign_in_with_password
from service.accounts.models import Account
from service.core.database import atomic, db
from service.organization.models import Role
from service.organization.queries.people import actor_of_account

DESK, PASSWORD = "198.51.100.7", "correct horse battery"


@pytest.fixture
def run(app):
    """Runs `flask accounts …` with what the operator types."""
    def typed(*words, lines=()):
        typing = "".join(f"{line}\n" for line in lines)
        return app.test_cli_runner().invoke(args=["accounts", *words], input=typing)
    return typed


def test_the_operator_makes_the_first_administrator(town, run):
    result = run("create-admin", "first.admin", "--name", "某科长", lines=[PASSWORD, PASSWORD])

    assert result.exit_code == 0, result.output
    actor = actor_of_account(sign_in_with_password("first.admin", PASSWORD, address=DESK).account_id)
    assert actor.holds(Role.DISTRICT_ADMIN, path=town.place("district").path)


def test_no_password_is_shown(town, run):
    result = run("create-admin", "first.admin", "--name", "某科长", lines=[PASSWORD, PASSWORD])

    assert PASSWORD not in result.output


def test_an_administrator_with_a_short_password_is_not_made(town, run):
    result = run("create-admin", "first.admin", "--name", "某科长", lines=["short", "short"])

    assert (result.exit_code, "至少 10 个字符" in result.output) == (1, True)
    assert db.session.scalar(sa.select(Account.id).where(Account.username == "first.admin")) is None


def test_the_operator_sets_a_password(town, run):
    with atomic():
        town.account("worker-zhang").username = "zhang"

    result = run("set-password", "zhang", lines=[PASSWORD, PASSWORD])

    assert result.exit_code == 0, result.output
    assert sign_in_with_password("zhang", PASSWORD, address=DESK).account_id == town.account("worker-zhang").id


def test_nobody_gets_the_password_of_a_stranger(town, run):
    assert run("set-password", "nobody").exit_code == 1


def test_the_operator_reencrypts_everything(town, run):
    result = run("reencrypt")

    assert (result.exit_code, "accounts: 0 rows rewritten" in result.output) == (0, True)
