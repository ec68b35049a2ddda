"""What a row of the audit log tells, the words beside the chain and what stands in it."""

from __future__ import annotations

import orjson
import sqlalchemy as sa

from service.core.audit_words import AuditWords
from service.core.database import db


def told(entry) -> dict:
    """All of it, as auditors read it; without the words once they were taken away."""
    said = db.session.scalar(sa.select(AuditWords.said).where(AuditWords.sequence == entry.sequence))
    return orjson.loads(entry.details) | orjson.loads(said or "{}")
