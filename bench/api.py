"""`python -m bench.api`: submit, queue page and claim as ratios to a bare Flask hello behind the same gunicorn."""

from __future__ import annotations

import argparse
import itertools
import statistics

import orjson
import sqlalchemy as sa

from bench import ground
from bench.load import Figures, hammer, hammer_with_threads, request
from service.accounts.models import Account, WechatIdentity
from service.core import clock
from service.core.database import atomic, db
from service.core.keys import blind_indexes
from service.feedback import actions
from service.town.town import Town

TEXT = "三单元楼道灯不亮，晚上老人看不见台阶，麻烦安排人来看一下。"


def bearer(app, name: str) -> dict[str, str]:
    """The Authorization header of a person of the town, through the real sign-in."""
    answer = app.test_client().post("/api/v1/sessions/wechat", json={"code": f"demo:{name}"})
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def claimant(app, number: int) -> dict[str, str]:
    """A new resident with a verified phone, signed in."""
    name = "claimant-" + "".join(chr(ord("a") + int(digit)) for digit in str(number))
    phone = f"190000{number:05d}"
    with atomic() as session:
        session.add(Account(display_name=f"邻居{number}", phone=phone, phone_index=blind_indexes(phone, "phone")[0],
                            phone_verified_at=clock.now(), created_at=clock.now(), identities=[WechatIdentity(
                                app_id=app.config["WECHAT_APP_ID"], openid=f"demo:{name}", created_at=clock.now())]))
    return bearer(app, name)


def submitting(headers: dict[str, str], token: str):
    """A request maker for submits."""
    body = orjson.dumps({"text": TEXT, "code_token": token})
    payload = request("POST", "/api/v1/tickets", headers, body)
    return lambda: payload


def claiming(claimants: list[dict[str, str]], numbers: list[str]):
    """A request maker that claims each ticket once, every time in another person's name."""
    left, people = iter(numbers), itertools.cycle(claimants)

    def make():
        number = next(left, None)
        return number and request("POST", f"/api/v1/tickets/{number}/claim", next(people), b"{}")
    return make


def reading(headers: dict[str, str], path: str):
    """A request maker for one page, again and again."""
    payload = request("GET", path, headers)
    return lambda: payload


def waiting_tickets(town: Town, count: int) -> list[str]:
    """Submit so many tickets of the public queue's kind at a building; returns their numbers."""
    resident = town.actor("resident-li")
    return [actions.submit(by=resident, text="捡到一把钥匙，放在门卫室。", place_code=town.place("building_1").code,
                           category="help.lost_property").number for _ in range(count)]


def one_round(served, makers: dict, seconds: float, send=hammer) -> dict[str, Figures]:
    """Every maker once, in order, so that a machine that changes its speed changes all of them."""
    address, process = served
    found = {}
    for name, make in makers.items():
        before = ground.processor_seconds(process)
        found[name] = send(address, make(), seconds=seconds)
        found[name].processor_seconds = ground.processor_seconds(process) - before
    return found


def show(rounds: list[dict[str, Figures]]) -> None:
    """A line a maker: median rate and ratio to hello, the slowest hundredth, and what was answered."""
    print(f"{'what':<14}{'requests/s':>12}{'ratio':>8}{'p50 ms':>9}{'p99 ms':>9}{'web cpu ms':>12}  statuses")
    for name in rounds[0]:
        rate = statistics.median(each[name].rate for each in rounds)
        ratio = statistics.median(each[name].rate / each["hello"].rate for each in rounds)
        middle = statistics.median(each[name].percentile(.5) for each in rounds) * 1000
        slow = statistics.median(each[name].percentile(.99) for each in rounds) * 1000
        busy = statistics.median(each[name].processor_seconds / len(each[name].times) for each in rounds) * 1000
        statuses = sum((each[name].statuses for each in rounds), start=type(rounds[0][name].statuses)())
        print(f"{name:<14}{rate:>12.0f}{ratio:>8.3f}{middle:>9.1f}{slow:>9.1f}{busy:>12.2f}  {dict(statuses)}")


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=4.0)
    options.add_argument("--claims", type=int, default=1500)
    options.add_argument("--tickets", type=int, default=10_000)
    options.add_argument("--client", choices=["selectors", "threads"], default="selectors")
    return options.parse_args()


def main() -> None:
    """Run the rounds and print the table."""
    given = _options()
    send = hammer if given.client == "selectors" else hammer_with_threads
    with ground.application() as (app, environment):
        town = Town()
        ground.many_tickets(given.tickets)
        with atomic() as session:
            session.execute(sa.text("UPDATE queue_settings SET open_claims = 1000000"))
            session.execute(sa.text("UPDATE catalogue SET version = version + 1"))
        people = {name: bearer(app, name) for name in ("resident-li", "worker-zhang")}
        claimants = [claimant(app, number) for number in range(64)]
        numbers = iter(waiting_tickets(town, given.claims * given.rounds))
        token = town.token("building_1")
        db.session.remove()
        makers = {
            "hello": lambda: reading({}, "/hello/"),
            "submit": lambda: submitting(people["resident-li"], token),
            "queue page": lambda: reading(people["worker-zhang"], "/api/v1/tickets?view=queue&queue=community"),
            "claim": lambda: claiming(claimants, list(itertools.islice(numbers, given.claims))),
        }
        with ground.served(environment) as gunicorn:
            one_round(gunicorn, {name: makers[name] for name in ("hello", "submit", "queue page")}, 1.0)
            rounds = [one_round(gunicorn, makers, given.seconds, send) for _ in range(given.rounds)]
            show(rounds)
            print("workers, MiB resident:", ground.resident_memory(gunicorn[1]))


if __name__ == "__main__":
    main()
