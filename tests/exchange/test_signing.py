"""The seal: the vector of the document, its sample in plain Python, and every part of it that counts."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.exchange.signing import Sealed, is_genuine, sign

PAGE = Path(__file__).parents[2] / "docs" / "api" / "exchange.md"
KEY, NOW = bytes(range(32)), datetime.fromtimestamp(1763800000, UTC)
BODY = b'{"event":"progress","number":"500115-20261122-0123-0","text":"\xe5\x9c\xa8\xe5\x8a\x9e"}'
GOOD = Sealed("1763800000", "5f0c2a7e9b1d4c3e", sign("2026a", KEY, "1763800000", "5f0c2a7e9b1d4c3e", BODY), BODY)


def _page(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def test_the_vector_of_the_document_is_ours():
    (vector,) = _page("text")
    said = dict(line.split(": ", 1) for line in vector.splitlines())

    assert said == {"key": f"2026a:{__import__('base64').b64encode(KEY).decode()}", "timestamp": GOOD.timestamp,
                    "delivery": GOOD.delivery, "body": BODY.decode(), "signature": GOOD.signature}


def test_the_sample_of_the_document_knows_right_from_wrong():
    (sample,) = _page("python")
    names = {}
    exec(sample, names)
    headers = {"X-Mashang-Timestamp": GOOD.timestamp, "X-Mashang-Delivery": GOOD.delivery,
               "X-Mashang-Signature": GOOD.signature}
    is_ours = names["is_ours"]
    now = int(GOOD.timestamp)

    assert is_ours(headers, BODY, {"2026a": KEY}, now + 299)
    assert not is_ours(headers, BODY, {"2026a": KEY}, now + 301)
    assert not is_ours(headers, BODY + b" ", {"2026a": KEY}, now)
    assert not is_ours(headers, BODY, {"2026b": KEY}, now)
    assert not is_ours(headers | {"X-Mashang-Delivery": "another-one"}, BODY, {"2026a": KEY}, now)


@pytest.mark.parametrize("change", [
    {"timestamp": "1763800001"}, {"delivery": "5f0c2a7e9b1d4c3f"}, {"body": BODY + b" "}, {"body": b""},
    {"signature": GOOD.signature.upper()}, {"signature": GOOD.signature[:-1]}, {"signature": GOOD.signature + "0"},
    {"signature": f"{GOOD.signature},{GOOD.signature}"}, {"signature": " " + GOOD.signature},
    {"signature": GOOD.signature.replace("2026a", "2026b")}, {"signature": "\ud800"}, {"timestamp": "\ud800"},
    {"timestamp": "-1763800000"}, {"timestamp": "١٧٦٣٨٠٠٠٠٠"}], ids=str)
def test_what_was_touched_is_not_genuine(change):
    assert not is_genuine(replace(GOOD, **change), {"2026a": KEY}, NOW)


@pytest.mark.parametrize(("seconds", "expected"), [(-301, False), (-300, True), (300, True), (301, False)])
def test_a_seal_lives_five_minutes_either_way(seconds, expected):
    assert is_genuine(GOOD, {"2026a": KEY}, NOW + timedelta(seconds=seconds)) is expected


@pytest.mark.parametrize("delivery", ["a.b.c.d.e", "short", "x" * 65, "with blank"])
def test_a_delivery_id_cannot_hide_where_it_ends(delivery):
    seal = Sealed(GOOD.timestamp, delivery, sign("2026a", KEY, GOOD.timestamp, delivery, BODY), BODY)

    assert not is_genuine(seal, {"2026a": KEY}, NOW)


def test_a_key_nobody_has_opens_nothing_though_it_is_the_stand_in():
    seal = replace(GOOD, signature=sign("nobody", bytes(32), GOOD.timestamp, GOOD.delivery, BODY))

    assert not is_genuine(seal, {"2026a": KEY}, NOW)
    assert not is_genuine(seal, {}, NOW)


@pytest.mark.parametrize("timestamp", ["+1763800000", " 1763800000", "1763800000.0", "soon", "", "١٧٦٣٨٠٠٠٠٠"])
def test_a_moment_is_written_in_plain_digits_though_the_seal_be_right(timestamp):
    seal = Sealed(timestamp, GOOD.delivery, sign("2026a", KEY, timestamp, GOOD.delivery, BODY), BODY)

    assert not is_genuine(seal, {"2026a": KEY}, NOW)
