"""Everybody sees which templates he has ticked; what he leaves, goes; the demonstration town has ticked all."""

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.notifications import templates
from service.notifications.models import Subscription
from service.town import building, cast

PATH = "/api/v1/me/subscriptions"


def _rows(account_id):
    return {row.template: (row.remaining, row.long_term) for row in db.session.execute(
        sa.select(Subscription.template, Subscription.remaining, Subscription.long_term)
        .where(Subscription.account_id == account_id))}


@pytest.fixture
def ticked(town):
    """`ticked("resident-li", progress=2)`: that person has ticked this often, and nothing else."""
    def write(name, **ticks):
        account_id = town.account(name).id
        with atomic() as session:
            session.execute(sa.delete(Subscription).where(Subscription.account_id == account_id))
            session.add_all(Subscription(account_id=account_id, template=template, remaining=remaining)
                            for template, remaining in ticks.items())
        return account_id
    return write


def test_a_person_sees_every_template_and_what_is_left_of_it(client, town, app, ticked):
    app.config["WECHAT_TEMPLATES"] = {"progress": {"id": "t-1"}}
    ticked("resident-li", progress=2)

    answer = client.get(PATH, headers=town.sign_in("resident-li"))

    assert answer.status_code == 200
    assert answer.json == {"next": None, "items": [
        {"template": name, "template_id": "t-1" if name == "progress" else name,
         "remaining": 2 if name == "progress" else 0, "long_term": False} for name in templates.NAMES]}


def test_a_person_does_not_see_what_another_ticked(client, town, ticked):
    ticked("resident-li", progress=2)
    ticked("resident-chen", progress=7)

    items = client.get(PATH, headers=town.sign_in("resident-li")).json["items"]

    assert {item["template"]: item["remaining"] for item in items}["progress"] == 2


def test_who_is_not_signed_in_has_ticked_nothing(client):
    assert client.get(PATH).status_code == 401


def test_a_tick_no_template_stands_for_any_more_is_not_shown(client, town, ticked):
    ticked("resident-li", given_up=2)

    items = client.get(PATH, headers=town.sign_in("resident-li")).json["items"]

    assert [item["template"] for item in items] == list(templates.NAMES)


def test_what_he_ticked_is_part_of_what_is_held_on_a_person(client, town, ticked):
    ticked("resident-li", progress=2)
    ticked("resident-chen", task=1)

    data = client.get("/api/v1/me/data", headers=town.sign_in("resident-li")).json

    assert data["sections"]["subscriptions"] == [
        {"template": "progress", "remaining": 2, "long_term": False, "pushed_at": None}]


def test_who_leaves_takes_his_ticks_with_him_and_nobody_elses(client, town, ticked):
    li, chen = ticked("resident-li", progress=2), ticked("resident-chen", progress=7)

    assert client.delete("/api/v1/me", headers=town.sign_in("resident-li")).status_code == 204

    assert (_rows(li), _rows(chen)) == ({}, {"progress": (7, False)})


@pytest.mark.parametrize("person", cast.PEOPLE, ids=lambda person: person.name)
def test_everybody_in_the_demonstration_town_is_sent_everything(town, person):
    assert _rows(town.account(person.name).id) == dict.fromkeys(templates.NAMES, (0, True))


def test_a_town_that_was_built_before_is_completed_and_nobody_is_overruled(town, ticked):
    chen = ticked("resident-chen", progress=0)
    li = ticked("resident-li")
    assert not building.is_built()

    building.build()

    assert building.is_built()
    assert (_rows(li), _rows(chen)) == (dict.fromkeys(templates.NAMES, (0, True)), {"progress": (0, False)})
