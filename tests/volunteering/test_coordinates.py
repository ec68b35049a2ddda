"""Three systems of coordinates and the distance between two points, against published values."""

import pytest

from service.volunteering.coordinates import (
    bd09_to_gcj02,
    box,
    distance,
    gcj02_to_wgs84,
    to_wgs84,
    wgs84_to_gcj02,
)

PUBLISHED = [  # WGS 84, GCJ-02: the test values of googollee/eviltransform, and of wandergis/coordtransform
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
    ((39.915, 116.404), (39.91640428150164, 116.41024449916938)),
]
CHANGSHOU = (29.8577, 107.0814)
ELSEWHERE = [(48.85, 2.35), (35.681236, 139.767125), (-22.9068, -43.1729), (90.0, 0.0)]


@pytest.mark.parametrize(("wgs84", "gcj02"), PUBLISHED)
def test_the_shift_is_the_published_one(wgs84, gcj02):
    assert wgs84_to_gcj02(*wgs84) == pytest.approx(gcj02, abs=1e-9)


@pytest.mark.parametrize("wgs84", [wgs84 for wgs84, _ in PUBLISHED] + [CHANGSHOU])
def test_the_way_back_is_true_to_a_millimetre(wgs84):
    assert distance(gcj02_to_wgs84(*wgs84_to_gcj02(*wgs84)), wgs84) < 0.001


def test_a_position_of_baidu_is_shifted_back_as_published():
    assert bd09_to_gcj02(39.915, 116.404) == pytest.approx((39.90865673957631, 116.39762729119315), abs=1e-9)


def test_a_position_of_baidu_is_brought_all_the_way():
    assert distance(wgs84_to_gcj02(*to_wgs84(39.915, 116.404, "bd09")), (39.90865673957631, 116.39762729119315)) < 0.01


@pytest.mark.parametrize("position", ELSEWHERE)
def test_elsewhere_nothing_is_shifted(position):
    assert wgs84_to_gcj02(*position) == position == gcj02_to_wgs84(*position)


def test_what_is_wgs84_stays_as_it_is():
    assert to_wgs84(*CHANGSHOU, "wgs84") == CHANGSHOU


@pytest.mark.parametrize(("one", "other", "metres"), [
    ((0.0, 0.0), (0.0, 1.0), 111_195.08), ((29.0, 107.0), (30.0, 107.0), 111_195.08),
    ((31.17530398364597, 121.531541859215), (39.91334545536069, 116.38404722455657), 1_076_959.8),
    (CHANGSHOU, CHANGSHOU, 0.0), ((0.0, 0.0), (0.0, 180.0), 20_015_114.4),
])
def test_a_distance_is_that_on_a_round_earth(one, other, metres):
    assert distance(one, other) == pytest.approx(metres, abs=0.1)


@pytest.mark.parametrize("metres", [10, 1500])
def test_a_box_ends_where_the_distance_does(metres):
    south, north, west, east = box(*CHANGSHOU, metres)

    ends = [(south, CHANGSHOU[1]), (north, CHANGSHOU[1]), (CHANGSHOU[0], west), (CHANGSHOU[0], east)]
    assert [distance(CHANGSHOU, end) for end in ends] == pytest.approx([metres] * 4, rel=1e-6)
