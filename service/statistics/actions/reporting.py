"""Printing the monthly report: on the record, like every export."""

from __future__ import annotations

from service.core import audit
from service.core.database import atomic
from service.organization.actors import Actor
from service.statistics import paper
from service.statistics.queries import report


def print_report(code: str, month: str, *, by: Actor) -> bytes:
    """The report of a month at a place as PDF; audited. Raises NotFound, Forbidden."""
    printed = paper.pdf(report.report(code, month, by=by))
    with atomic():
        audit.record("export", by=by, subject=f"report:{code}", format="pdf", month=month)
    return printed
