"""The demonstration town stands whole, once, and every test finds it as it was built."""

import pytest
import sqlalchemy as sa

from service.accounts.models import Account
from service.core.database import atomic, db
from service.organization.models import Grant, Place, PlaceCode, Role
from service.town import building, cast


def _counts():
    return [db.session.scalar(sa.select(sa.func.count()).select_from(model))
            for model in (Place, PlaceCode, Account, Grant)]


def test_building_twice_builds_once(town):
    before = _counts(), town.token("building_1")

    building.build()

    assert (_counts(), town.token("building_1")) == before


@pytest.mark.parametrize("person", cast.PEOPLE, ids=lambda person: person.name)
def test_everybody_holds_the_role_he_is_known_for(town, person):
    account = town.account(person.name)
    held = db.session.execute(sa.select(Grant.role, Place.code).join(Grant.place)
                              .where(Grant.account_id == account.id)).all()

    assert account.display_name == person.display_name
    assert (account.phone, account.phone_verified_at is not None) == (person.phone, person.phone is not None)
    assert held == ([(person.role, cast.NICKNAMES[person.place])] if person.role else [])


def test_places_stand_inside_one_another(town):
    building_1, compound = town.place("building_1"), town.place("compound")

    assert building_1.path.startswith(compound.path)
    assert compound.path.startswith(town.place("community").path)
    assert building_1.ancestry[-1] == building_1.id and len(building_1.ancestry) == 5


def test_tokens_are_different_and_not_to_be_guessed(town):
    tokens = {town.token(nickname) for nickname in cast.WITH_CODES}

    assert len(tokens) == len(cast.WITH_CODES) and min(map(len, tokens)) >= 16


@pytest.mark.parametrize("attempt", [1, 2])
def test_what_a_test_writes_is_gone_for_the_next(town, attempt):
    assert town.account("member-wang").display_name == "王师傅"

    with atomic() as session:
        session.execute(sa.update(Account).values(display_name="somebody else"))
        session.execute(sa.delete(Grant).where(Grant.role == Role.AUDITOR))


def test_the_town_is_not_built_in_production(app, town):
    app.config["PRODUCTION"] = True

    with pytest.raises(building.NotInProduction):
        building.build()
