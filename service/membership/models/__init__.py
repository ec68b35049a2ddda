"""Rows of membership; each file is imported so that the database knows its rows."""

from service.membership.models import feedback, groups, records, registration  # noqa: F401
