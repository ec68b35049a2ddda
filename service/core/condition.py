"""How the service is, line by line, for the person who looks after it: what is well, and what to do where it is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask

from service.core import clock, health, metrics, periodic

WELL = "正常。"
ASK = "请联系维护人员。"
MENDED_BY = {"database": "数据库没有回应：请检查数据库服务和网络。",
             "migrations": "数据库结构和程序版本不一致：请运行 flask --app wsgi db upgrade，再重新启动。",
             "photos": "照片目录不能写入：请检查磁盘空间和目录权限。"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is well or not, and a sentence for people; how many, when it was done last, when it is due."""

    part: str
    name: str
    is_well: bool
    says: str
    figure: int | None = None
    at: datetime | None = None
    due_at: datetime | None = None


Collect = Callable[[], list[Line]]


def tells(app: Flask, part: str, collect: Collect) -> None:
    """Let a package say how its part is; asked in the order in which the packages stand."""
    app.extensions["condition"][part] = collect


def told(app: Flask) -> list[Line]:
    """Every line of every part."""
    return [line for collect in app.extensions["condition"].values() for line in collect()]


def of_health() -> list[Line]:
    """What `/health/ready` asks, in words."""
    found = {name: check() for name, check in health.checks.items()}
    return [Line("health", name, reason is None, WELL if reason is None else MENDED_BY.get(name, ASK))
            for name, reason in found.items()]


def of_timers() -> list[Line]:
    """Every timer: when it was last done, when it is due, and what to do when it is late or has failed."""
    runs, late, moment = periodic.last_runs(), periodic.late(), clock.now()
    lines = []
    for name, timer in sorted(periodic.known().items()):
        run = runs.get(name)
        due = periodic.last_turn(timer.minutes, moment) + timedelta(minutes=timer.minutes)
        failed = run is not None and run.ended_at is not None and (run.done_at is None or run.done_at < run.started_at)
        lines.append(Line("timers", name, name not in late and not failed, _about(name in late, failed, run),
                          at=run and run.done_at, due_at=due))
    return lines


def _about(is_late: bool, failed: bool, run) -> str:
    if failed:
        return f"上次没有做成（{run.outcome}），会自动再试；一直不成请把这一行告诉维护人员。"
    if is_late:
        return "很久没有做了：请检查后台程序（jobs work）是否在运行。"
    return WELL if run else "还没有到第一次执行的时间。"


def of_alarms(says: dict[str, str]) -> Collect:
    """Alarms since the processes of this host started; `says` what to do about each."""
    return lambda: [Line("alarms", what, False, says.get(what, ASK), figure=int(count))
                    for what, count in sorted(metrics.alarms().items()) if count]


def init_app(app: Flask) -> None:
    """Begin with what the core knows itself."""
    app.extensions["condition"] = {}
    tells(app, "health", of_health)
    tells(app, "timers", of_timers)
