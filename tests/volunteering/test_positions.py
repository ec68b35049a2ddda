"""Where places lie is said by those who work there; the nearest within reach is the one a rider means."""

import pytest

from service.core.database import db
from service.core.errors import Forbidden, Invalid, NotFound, Stale
from service.organization.models import PlacePosition
from service.town import cast
from service.volunteering import actions
from service.volunteering.coordinates import distance, wgs84_to_gcj02
from service.volunteering.queries import positions
from tests.volunteering.conftest import CHANGSHOU, METRE

BUILDING = cast.NICKNAMES["building_1"]


def _locate(by, code=BUILDING, lat=CHANGSHOU[0], lng=CHANGSHOU[1], coord_type="wgs84", **more):
    return actions.locate(code, by=by, lat=lat, lng=lng, coord_type=coord_type, **more)


def test_the_nearest_place_is_meant(riders):
    riders.located("building_1", north=300)
    riders.located("building_2", north=-120, east=100)
    riders.located("building_3", east=200)

    assert positions.nearest(*CHANGSHOU) == cast.NICKNAMES["building_2"]


def test_east_and_north_count_alike(riders):
    riders.located("building_1", north=1000)
    riders.located("building_2", east=950)

    assert positions.nearest(*CHANGSHOU) == cast.NICKNAMES["building_2"]


@pytest.mark.parametrize(("metres", "found"), [(1499, cast.NICKNAMES["building_1"]), (1501, None)])
def test_beyond_1500_metres_no_place_is_meant(riders, metres, found):
    riders.located("building_1", north=metres)

    assert positions.nearest(*CHANGSHOU) == found


def test_in_the_corner_of_the_box_the_round_earth_decides(riders):
    riders.located("building_1", north=1200, east=1200)

    assert positions.nearest(*CHANGSHOU) is None


def test_of_a_compound_and_its_building_on_one_spot_the_building_is_meant(riders):
    for place in ("compound", "building_3", "community"):
        riders.located(place)

    assert positions.nearest(*CHANGSHOU) == cast.NICKNAMES["building_3"]


def test_without_any_position_no_place_is_meant(town):
    assert positions.nearest(*CHANGSHOU) is None


def test_a_position_off_a_chinese_map_is_kept_in_wgs84(people):
    lat, lng = wgs84_to_gcj02(*CHANGSHOU)
    _locate(people.zhang, lat=lat, lng=lng, coord_type="gcj02")

    row = db.session.scalars(db.select(PlacePosition)).one()
    assert distance((row.lat, row.lng), CHANGSHOU) < 0.001 and row.set_by_id == people.zhang.account_id


def test_a_place_is_moved_by_who_saw_where_it_was(people):
    _locate(people.zhang)
    _locate(people.zhou, lat=CHANGSHOU[0] + 10 * METRE, seen=1)

    with pytest.raises(Stale) as refused:
        _locate(people.zhang, seen=1)
    assert (refused.value.extra["version"], positions.shown(BUILDING, people.zheng)["version"]) == (2, 2)


@pytest.mark.parametrize("name", ["far", "li", "wu", "feng", "wang"])
def test_only_those_who_work_there_say_where_it_lies(people, name):
    with pytest.raises(Forbidden):
        _locate(getattr(people, name))
    with pytest.raises(Forbidden):
        positions.shown(BUILDING, getattr(people, name))


@pytest.mark.parametrize("code", [cast.TOWN, cast.DISTRICT])
def test_a_town_is_no_place_to_send_anybody_to(people, code):
    with pytest.raises(Invalid) as refused:
        _locate(people.zheng, code)

    assert refused.value.code == "place_too_wide"


def test_a_place_nobody_has_located_has_no_position(people):
    with pytest.raises(NotFound):
        positions.shown(BUILDING, people.zhang)
