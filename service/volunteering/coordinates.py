"""Positions in the three systems phones in China speak, brought to WGS 84, and how far two of them lie apart.

GCJ-02 shifts WGS 84 by a few hundred metres, after the formula published by many map projects (Krasovsky 1940
ellipsoid); BD-09 shifts GCJ-02 once more. Latitudes and longitudes are degrees, distances metres.
"""

from __future__ import annotations

from math import asin, atan2, cos, hypot, pi, radians, sin, sqrt

AXIS, ECCENTRICITY = 6378245.0, 0.00669342162296594323  # Krasovsky 1940: half the long axis, eccentricity squared
EARTH = 6371008.8  # mean radius, IUGG
SHIFTED = ((0.8293, 55.8271), (72.004, 137.8347))  # latitudes and longitudes between which the formula shifts
TURNS = 8  # each turn divides what is missing by about a thousand


def to_wgs84(lat: float, lng: float, coord_type: str) -> tuple[float, float]:
    """(lat, lng) in WGS 84 of a position in `wgs84`, `gcj02` or `bd09`. Raises KeyError for another system."""
    return {"wgs84": lambda lat, lng: (lat, lng), "gcj02": gcj02_to_wgs84,
            "bd09": lambda lat, lng: gcj02_to_wgs84(*bd09_to_gcj02(lat, lng))}[coord_type](lat, lng)


def is_shifted(lat: float, lng: float) -> bool:
    """Whether maps are shifted here at all: a rectangle around the mainland."""
    (south, north), (west, east) = SHIFTED
    return south <= lat <= north and west <= lng <= east


def wgs84_to_gcj02(lat: float, lng: float) -> tuple[float, float]:
    """(lat, lng) in GCJ-02."""
    if not is_shifted(lat, lng):
        return lat, lng
    north, east = _offset(lng - 105.0, lat - 35.0)
    flat = 1 - ECCENTRICITY * sin(radians(lat)) ** 2
    return (lat + north * 180 / (AXIS * (1 - ECCENTRICITY) / (flat * sqrt(flat)) * pi),
            lng + east * 180 / (AXIS / sqrt(flat) * cos(radians(lat)) * pi))


def gcj02_to_wgs84(lat: float, lng: float) -> tuple[float, float]:
    """(lat, lng) in WGS 84: the formula has no inverse, so a guess is bettered until it leads back here."""
    found = lat, lng
    for _ in range(TURNS):
        led = wgs84_to_gcj02(*found)
        found = found[0] + lat - led[0], found[1] + lng - led[1]
    return found


def bd09_to_gcj02(lat: float, lng: float) -> tuple[float, float]:
    """(lat, lng) in GCJ-02 of a position in BD-09."""
    x, y, turn = lng - 0.0065, lat - 0.006, pi * 3000 / 180
    length = hypot(x, y) - 0.00002 * sin(y * turn)
    angle = atan2(y, x) - 0.000003 * cos(x * turn)
    return length * sin(angle), length * cos(angle)


def _offset(x: float, y: float) -> tuple[float, float]:
    """Metres to the north and to the east, from degrees east of 105° and north of 35°."""
    both, root = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi), sqrt(abs(x))
    waves = both + 20 * sin(y * pi) + 40 * sin(y / 3 * pi) + 160 * sin(y / 12 * pi) + 320 * sin(y / 30 * pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves * 2 / 3
    waves = both + 20 * sin(x * pi) + 40 * sin(x / 3 * pi) + 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves * 2 / 3
    return north, east


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two positions (lat, lng) on a round earth, by the haversine formula."""
    (lat_1, lng_1), (lat_2, lng_2) = one, other
    half = (sin(radians(lat_2 - lat_1) / 2) ** 2
            + cos(radians(lat_1)) * cos(radians(lat_2)) * sin(radians(lng_2 - lng_1) / 2) ** 2)
    return 2 * EARTH * asin(sqrt(min(1.0, half)))


def box(lat: float, lng: float, metres: float) -> tuple[float, float, float, float]:
    """(south, north, west, east) of a box that holds everything within so many metres."""
    high = metres / radians(EARTH)
    wide = high / max(cos(radians(lat)), 0.01)
    return lat - high, lat + high, lng - wide, lng + wide
