"""What starts delivery to outside systems: every minute, a waking after each change, and the command line."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from service.core import condition, jobs, metrics
from service.core.condition import Line
from service.core.periodic import in_words
from service.exchange import actions
from service.exchange.queries import events

LATE_SECONDS = 60 * 60
commands = AppGroup("exchange", help="Outside systems: what they are told.")


@commands.command("deliver")
@click.option("--dry-run", is_flag=True, help="Only say what would be sent.")
def deliver(dry_run):
    """Send everything that is due."""
    for line in events.due() if dry_run else [in_words(actions.deliver_all())]:
        click.echo(line)


@commands.command("status")
def status():
    """How many events wait, since when, and how many are dead."""
    now = events.status()
    click.echo(f"waiting {now.waiting}\noldest waiting {now.oldest_waiting_seconds:.0f} s\ndead {now.dead}")


def figures() -> dict[str, tuple[str, float]]:
    """The gauges of delivery for `/metrics`."""
    now = events.status()
    return {"mashang_webhooks_waiting": ("Events waiting for delivery to outside systems", now.waiting),
            "mashang_webhooks_oldest_waiting_seconds": ("Age of the oldest waiting event", now.oldest_waiting_seconds),
            "mashang_webhooks_dead": ("Events given up", now.dead)}


def lines() -> list[Line]:
    """How telling outside systems goes, for whoever looks after the service."""
    now = events.status()
    is_late = now.oldest_waiting_seconds > LATE_SECONDS
    late = "对方系统一小时没有接收：请与对方核对地址、密钥和网络。" if is_late else condition.WELL
    dead = "对方没有接收：请在“外部系统”里看原因，处理后重新发送。" if now.dead else condition.WELL
    return [Line("webhooks", "waiting", not is_late, late, figure=now.waiting),
            Line("webhooks", "dead", not now.dead, dead, figure=now.dead)]


def init_app(app: Flask) -> None:
    """Register the timers, the waking, the commands and the gauges."""
    jobs.every_minute(app, "exchange", actions.deliver_all, would=events.due, alone=False)
    jobs.every_minute(app, "exchange_forgetting", actions.forget_old, minutes=24 * 60)
    jobs.on_waking(app, "exchange", actions.deliver_all)
    app.cli.add_command(commands)
    condition.tells(app, "webhooks", lines)
    if figures not in metrics.gauges:  # gauges belong to the process, which may hold several applications
        metrics.gauge(figures)
