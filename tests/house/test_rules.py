"""The house keeps its rules, and every rule can tell when it is broken."""

from functools import cache

import pytest

from tests.house import rules, sources
from tests.house.sources import Source

LONG_FUNCTION = '"""Why."""\ndef long():\n' + "    x = 1\n" * 30
BROKEN = {
    rules.packages_import_only_earlier_ones: [
        ("service/accounts/actions.py", "import service.feedback.models"),
        ("service/accounts/models.py", "from service.organization import models"),
        ("service/core/keys.py", "def f():\n    from ..accounts import models"),
    ],
    rules.files_import_only_downwards: [
        ("service/accounts/queries.py", "from service.accounts import actions"),
        ("service/feedback/models.py", "from service.accounts.queries import x"),
        ("service/feedback/policy.py", "def f():\n    from .queries import x"),
        ("service/feedback/queries/lists.py", "from ..actions.claiming import x"),
    ],
    rules.pure_files_know_no_framework: [
        ("service/feedback/workflow.py", "import sqlalchemy as sa"),
        ("service/feedback/routing/rules.py", "from flask import g"),
        ("service/feedback/deadlines.py", "from service.media.models import Photo"),
    ],
    rules.only_routes_know_the_request: [
        ("service/feedback/actions/claiming.py", "from flask import request"),
    ],
    rules.files_are_short: [
        ("service/core/keys.py", "\n" * 251),
    ],
    rules.functions_are_short: [
        ("service/core/keys.py", LONG_FUNCTION),
    ],
    rules.files_say_why_they_exist: [
        ("service/core/keys.py", "x = 1"),
    ],
    rules.files_have_a_name: [
        ("service/core/text_utils.py", ""),
        ("service/helpers/text.py", ""),
    ],
    rules.only_the_clock_reads_the_time: [
        ("service/core/keys.py", "datetime.now(UTC)"),
        ("tests/core/test_keys.py", "datetime.datetime.utcnow()"),
        ("service/core/keys.py", "field(default_factory=date.today)"),
    ],
    rules.only_the_settings_read_the_environment: [
        ("service/core/keys.py", "os.environ['KEY']"),
        ("service/core/metrics.py", "os.getenv('KEY')"),
        ("wsgi.py", "from os import environ"),
    ],
    rules.only_the_database_commits: [
        ("service/accounts/actions.py", "db.session.commit()"),
    ],
    rules.routes_never_touch_the_session: [
        ("service/accounts/routes.py", "from service.core.database import db"),
        ("service/accounts/routes/me.py", "queries.session.scalar(1)"),
    ],
    rules.routes_do_not_decide: [
        ("service/accounts/routes.py", "def f():\n    if x:\n        pass"),
        ("service/accounts/routes.py", "def f():\n    return a if b else c"),
        ("service/accounts/routes.py", "def f():\n    try:\n        x\n    except KeyError:\n        y"),
    ],
    rules.only_advance_moves_a_ticket: [
        ("service/feedback/actions/claiming.py", "ticket.state = State.CLAIMED"),
        ("service/feedback/actions/claiming.py", "ticket.state, x = 1, 2"),
        ("service/feedback/tasks.py", "update(Ticket).values(state='closed')"),
        ("service/feedback/tasks.py", "update(Ticket).values({Ticket.state: 1})"),
        ("service/feedback/tasks.py", "setattr(ticket, 'state', 1)"),
        ("service/feedback/models.py", "class Ticket:\n    def close(self):\n        self.state = 1"),
    ],
    rules.tests_are_tests: [
        ("tests/core/test_keys.py", "def given_a_key():\n    pass"),
        ("tests/core/test_keys.py", "class TestKeys:\n    pass"),
    ],
}
KEPT = {
    rules.packages_import_only_earlier_ones: [
        ("service/feedback/actions.py", "from service.accounts import models"),
    ],
    rules.files_import_only_downwards: [
        ("service/feedback/actions/claiming.py",
         "from service.feedback import policy, queries\nfrom service.accounts.models import Account"),
        ("service/feedback/models.py", "from service.feedback.workflow import State"),
    ],
    rules.only_the_clock_reads_the_time: [
        ("service/core/keys.py", "clock.now()"),
    ],
    rules.only_advance_moves_a_ticket: [
        ("service/feedback/models.py", "class Ticket:\n    def advance(self):\n        self.state = 1"),
        ("service/feedback/actions/submitting.py", "Ticket(state='queued')"),
        ("service/notifications/outbox.py", "message.state = 1"),
        ("service/feedback/actions/replaying.py", "counts[ticket.state] += 1"),
    ],
    rules.tests_are_tests: [
        ("tests/core/test_keys.py", "@pytest.fixture\ndef key():\n    pass\ndef _f():\n    pass"),
    ],
}


def _each(cases):
    return [pytest.param(rule, path, text, id=f"{rule.__name__}-{number}")
            for rule, planted in cases.items() for number, (path, text) in enumerate(planted)]


def _broken(rule, found):
    return [f"{source.path}: {reason}" for source in found for reason in rule(source)]


@cache
def _broken_by():
    """What breaks each rule. Every file is read, and given up again, once for all of them."""
    found = {rule: [] for rule in rules.ALL}
    for source in sources.everything():
        for rule in rules.that_hold_for(source):
            found[rule] += _broken(rule, [source])
    return found


def _name(value):
    return getattr(value, "__name__", None)


@pytest.mark.parametrize("rule", rules.ALL, ids=_name)
def test_every_file_keeps_the_rule(rule):
    assert _broken_by()[rule] == []


@pytest.mark.parametrize(("rule", "path", "text"), _each(BROKEN))
def test_a_rule_that_is_broken_says_so(rule, path, text):
    assert _broken(rule, [Source(path, text)])


@pytest.mark.parametrize(("rule", "path", "text"), _each(KEPT))
def test_a_rule_that_is_kept_is_silent(rule, path, text):
    assert _broken(rule, [Source(path, text)]) == []


def test_every_rule_was_seen_broken():
    assert set(BROKEN) == set(rules.ALL)


def test_every_package_of_the_story_is_there():
    folders = {path.parent.name for path in (sources.ROOT / "service").glob("*/__init__.py")}

    assert folders == set(sources.PACKAGES)
