"""The district every installation begins with."""

from collections import Counter

import sqlalchemy as sa

from service.core.database import atomic, db
from service.organization.actions.seeding import seed_district, short_name
from service.organization.models import Level, Place

OFFICIAL = {Level.DISTRICT: 1, Level.TOWN: 7 + 12, Level.VILLAGE: 221, Level.COMMUNITY: 49}


def test_the_district_has_its_towns_villages_and_communities(town):
    levels = db.session.scalars(sa.select(Place.level).where(Place.level.in_(OFFICIAL)))

    assert Counter(levels) == OFFICIAL


def test_places_carry_the_official_codes(town):
    assert (town.place("500115").name, town.place("500115001").name) == ("长寿区", "凤城街道")
    assert town.place("500115001009").level is Level.COMMUNITY


def test_a_seeded_community_lies_below_its_town_and_the_district(town):
    community = town.place("500115001009")

    assert community.path == f"/{town.place('500115').id}/{town.place('500115001').id}/{community.id}/"
    assert community.parent_id == town.place("500115001").id


def test_seeding_again_adds_nothing_and_costs_one_statement(town, statements):
    with statements() as sent:
        added = seed_district()

    assert added == 0
    assert len(sent) == 1


def test_seeding_again_keeps_a_name_somebody_has_changed(town):
    with atomic():
        town.place("500115001009").name = "东街新社区"

    seed_district()

    assert town.place("500115001009").name == "东街新社区"


def test_seeding_adds_only_what_is_missing(town):
    with atomic() as session:
        session.execute(sa.delete(Place).where(Place.code == "500115002002"))

    assert seed_district() == 1
    assert town.place("500115002002").path.startswith(town.place("500115002").path)


def test_residents_read_the_short_name():
    assert short_name("骑鞍社区居民委员会") == "骑鞍社区"
    assert short_name("复元村村民委员会") == "复元村"
    assert short_name("盐井凼村民委员会") == "盐井凼村"
    assert short_name("凤城街道") == "凤城街道"
