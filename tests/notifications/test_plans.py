"""However long the backlog, taking the next messages reads by index: nothing is searched from end to end."""

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic
from service.notifications import actions, queries
from service.notifications.actions.leasing import due

pytestmark = pytest.mark.only_postgresql
BACKLOG = sa.text("""
INSERT INTO messages (account_id, kind, title, body, subject, dedupe_key, created_at, state, tries, next_try_at,
                      template, urgent, paid)
SELECT :account + n % 7, 'claimed', 't', 'b', 'CS-' || n % 50000, 'backlog:' || n, now(),
       CASE WHEN n % 4 = 0 THEN 'waiting' ELSE 'delivered' END, 0, CASE WHEN n % 4 = 0 THEN now() END,
       'progress', false, false FROM generate_series(1, :count) AS n""")


@pytest.fixture
def backlog(wechat, town):
    """10,000 messages that wait, four to a conversation, among 30,000 that were delivered."""
    with atomic() as session:
        session.execute(BACKLOG, {"account": town.account("resident-li").id, "count": 40_000})
        session.execute(sa.text("ANALYZE messages"))


def _plan(question):
    with atomic() as session:
        text = str(question.compile(session.connection(), compile_kwargs={"literal_binds": True}))
        return "\n".join(session.scalars(sa.text(f"EXPLAIN {text}".replace(":", "\\:"))))


@pytest.mark.parametrize(("urgent", "index"), [(False, "ix_messages_waiting"), (True, "ix_messages_urgent")])
def test_what_is_due_is_found_by_index(backlog, urgent, index):
    plan = _plan(due(clock.now(), 200, urgent=urgent))

    assert index in plan and "ix_messages_conversation" in plan and "Seq Scan" not in plan, plan


def test_every_statement_of_a_round_reads_by_index(backlog, app, town, statements):
    app.config["DIGEST_SECONDS"] = 300
    slow = []

    def explain(connection, cursor, statement, parameters, _context, many):
        if statement.startswith(("SELECT", "UPDATE")) and not many and "messages" in statement:
            cursor.execute(f"EXPLAIN {statement}", parameters)
            plan = "\n".join(row[0] for row in cursor.fetchall())
            slow.extend([plan] if "Seq Scan on messages" in plan else [])
        return statement, parameters

    engine = town.account("resident-li") and queries.db.engine
    sa.event.listen(engine, "before_cursor_execute", explain, retval=True)
    try:
        counts = actions.deliver_due(limit=20)
    finally:
        sa.event.remove(engine, "before_cursor_execute", explain)

    assert counts.delivered > 20 and slow == []
