"""What tests of exports share: matters to be counted, a file opened again, and what the audit log says of it."""

import io

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from service.core.audit import AuditEntry
from service.core.database import db
from service.feedback.routing import Queue
from service.statistics.actions import publish_answers
from tests.audited import told


@pytest.fixture
def answered(life):
    """Six matters of the community answered, rated and published, and one that waits: its number."""
    for satisfaction in (5, 5, 4, 4, 3, 3):
        life.rate(life.answer(life.submit()), satisfaction=satisfaction)
    publish_answers()
    return life.submit(queue=Queue.COMMUNITY, text="电梯不动了")


def sheet(page):
    """The rows of a workbook that was downloaded."""
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(page.body)).active.iter_rows()]


def audited(act):
    """(subject, details) of every row of this act in the audit log."""
    rows = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == act).order_by(AuditEntry.sequence)).all()
    return [(row.subject, told(row)) for row in rows]
