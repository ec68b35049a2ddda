"""Structured logs: one JSON line an event, a request id on each, no personal data and no token."""

from __future__ import annotations

import logging
import re
import sys
import time
import uuid

import orjson
import structlog
from flask import Flask, g, request

REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")
log = structlog.get_logger("access")


def _dumps(event, **kw) -> str:
    return orjson.dumps(event, default=str).decode()


def configure(level: str) -> None:
    """Send our events and the libraries' warnings to standard output as JSON lines."""
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, structlog.processors.add_log_level,
                    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
                    structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_dumps)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout), cache_logger_on_first_use=True)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")


def init_app(app: Flask) -> None:
    """Give every request its id and every answer its line in the log."""
    configure(app.config["LOG_LEVEL"])

    @app.before_request
    def _started():
        offered = request.headers.get("X-Request-ID", "")
        g.request_id = offered if REQUEST_ID.match(offered) else uuid.uuid4().hex
        g.started = time.perf_counter()

    @app.after_request
    def _ended(response):
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if app.config["LOG_REQUESTS"]:
            me = g.get("me")
            log.info("request", request_id=g.get("request_id"), method=request.method,
                     route=str(request.url_rule) if request.url_rule else None, status=response.status_code,
                     milliseconds=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
                     account=me.account_id if me else None)
        return response
