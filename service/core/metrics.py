"""Figures for Prometheus, right with several gunicorn workers, and only for the inside."""

from __future__ import annotations

import ipaddress
import os
import time
from collections.abc import Iterator

from flask import Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client import REGISTRY as OWN_REGISTRY
from sqlalchemy import exc

from service.core.database import db
from service.core.errors import NotFound

REQUESTS = Counter("mashang_requests_total", "Answered requests", ["method", "route", "status"])
SECONDS = Histogram("mashang_request_seconds", "Seconds to answer", ["route"],
                    buckets=(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5))
ALARMS = Counter("mashang_alarms_total", "Things a person must look at", ["what"])
# What a scraper or a browser says itself. A proxy, a load balancer or a content network on the way adds something else,
# under names that cannot all be known.
SAID_BY_CALLERS = {
    "host", "user-agent", "accept", "accept-encoding", "accept-language", "connection", "authorization", "cookie",
    "cache-control", "pragma", "content-length", "content-type", "dnt", "priority", "referer", "traceparent",
    "tracestate", "upgrade-insecure-requests", "x-prometheus-scrape-timeout-seconds"}
INSIDE = [ipaddress.ip_network(net) for net in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
                                                "::1/128", "fc00::/7")]
gauges: list = []


def alarm(what: str) -> None:
    """Count something a person must look at, such as a broken routing rule; the log says which."""
    ALARMS.labels(what).inc()


def gauge(collect) -> None:
    """Let `collect() -> {metric name: (help, value)}` be asked at every scrape; it reads the database."""
    gauges.append(collect)


def _inside() -> bool:
    """Only from this machine or a private network, and with no header at all that its caller did not write himself.

    Behind a proxy that names nobody the address is the proxy's own, so a missing X-Forwarded-For proves nothing.
    """
    said = {name.lower() for name, _ in request.headers}
    if any(name not in SAID_BY_CALLERS and not name.startswith("sec-") for name in said):
        return False
    try:
        came_from = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    came_from = getattr(came_from, "ipv4_mapped", None) or came_from
    return any(came_from in network for network in INSIDE)


def _registry() -> CollectorRegistry:
    """The figures of all processes of this host, where they have a folder in common, else of this one."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return OWN_REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return registry


def alarms() -> dict[str, float]:
    """How often each alarm was raised on this host since its processes started."""
    return {sample.labels["what"]: sample.value for metric in _registry().collect() if metric.name == "mashang_alarms"
            for sample in metric.samples if sample.name == "mashang_alarms_total"}


def _text() -> bytes:
    return generate_latest(_registry()) + "".join(_gauges()).encode()


def _gauges() -> Iterator[str]:
    """Every gauge. What the database does not answer is left out and counted: counters matter most just then."""
    missing = 0
    for collect in gauges:
        try:
            yield from (_line(name, *said) for name, said in collect().items())
        except exc.SQLAlchemyError:
            db.session.rollback()
            missing += 1
    yield _line("mashang_gauges_missing", "Groups of gauges the database gave no answer for", missing)


def _line(name: str, says: str, value: float) -> str:
    return f"# HELP {name} {says}\n# TYPE {name} gauge\n{name} {value}\n"


def init_app(app: Flask) -> None:
    """Count requests and serve `/metrics`."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):  # gunicorn makes it, but a worker may have a host of its own
        os.makedirs(os.environ["PROMETHEUS_MULTIPROC_DIR"], exist_ok=True)

    @app.after_request
    def _count(response):
        route = str(request.url_rule) if request.url_rule else "none"
        REQUESTS.labels(request.method, route, response.status_code).inc()
        SECONDS.labels(route).observe(time.perf_counter() - g.get("started", time.perf_counter()))
        return response

    @app.get("/metrics")
    def metrics():
        """Figures for Prometheus; an outsider finds nothing here."""
        if not _inside():
            raise NotFound()
        return Response(_text(), content_type=CONTENT_TYPE_LATEST)
