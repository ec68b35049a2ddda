"""A wrong OUTSIDE_SYSTEMS ends the start, naming the system and the part, and never a key."""

import base64

import pytest

from service import create_app
from service.exchange import systems
from tests.databases import settings

KEY = base64.b64encode(b"k" * 32).decode()
GOOD = {"name": "12345 政务热线", "url": "https://hotline.example/hook", "keys": f"2026b:{KEY},2026a:{KEY}",
        "events": ["ticket.forwarded"]}


@pytest.mark.parametrize(("change", "part"), [
    ({"name": None}, "name"), ({"name": " "}, "name"), ({"name": "x" * 65}, "name"), ({"name": 7}, "name"),
    ({"url": "ftp://hotline.example"}, "url"), ({"url": "hotline.example"}, "url"), ({"url": 7}, "url"),
    ({"url": "https://"}, "url"), ({"url": "https://[::1"}, "url"), ({"url": "https://x.example:99999/"}, "url"),
    ({"url": "https://user:secret@hotline.example/"}, "url"), ({"url": "https://hotline.example/?token=x"}, "url"),
    ({"url": "https://a..b/"}, "url"), ({"url": "https://256.1.1.1/"}, "url"), ({"url": "https://xn--/"}, "url"),
    ({"url": "https://hotline.example/#x"}, "url"), ({"url": "https://hotline.example/ x"}, "url"),
    ({"keys": ""}, "keys"), ({"keys": None}, "keys"), ({"keys": KEY}, "keys"), ({"keys": "a:short"}, "keys"),
    ({"keys": f"a:{base64.b64encode(b'k' * 31).decode()}"}, "keys"), ({"keys": f"a:{KEY},a:{KEY}"}, "keys"),
    ({"keys": "a:%%%"}, "keys"), ({"keys": f"a b:{KEY}"}, "keys"), ({"events": "ticket.forwarded"}, "events"),
    ({"events": ["ticket.eaten"]}, "events"), ({"events": [7]}, "events"), ({"secret": "x"}, "parts")], ids=str)
def test_what_is_wrong_is_named(change, part):
    with pytest.raises(ValueError, match=f"^OUTSIDE_SYSTEMS: 12345: {part}: ") as refused:
        systems.read({"12345": GOOD | change}, production=False)

    assert KEY not in str(refused.value) and "secret@" not in str(refused.value)


@pytest.mark.parametrize("setting", [[], "12345", {"a b": GOOD}, {"": GOOD}, {"x" * 33: GOOD}, {"12345": "x"}],
                         ids=str)
def test_what_is_no_system_is_refused(setting):
    with pytest.raises(ValueError, match="^OUTSIDE_SYSTEMS: "):
        systems.read(setting, production=False)


@pytest.mark.parametrize(("change", "part"), [({"url": "http://hotline.example/hook"}, "url"),
                                              ({"keys": f"dev:{KEY}"}, "keys")])
def test_production_refuses_what_is_good_enough_to_try(change, part):
    systems.read({"12345": GOOD | change}, production=False)

    with pytest.raises(ValueError, match=f"^OUTSIDE_SYSTEMS: 12345: {part}: "):
        systems.read({"12345": GOOD | change}, production=True)


def test_two_systems_never_share_a_key():
    with pytest.raises(ValueError, match="^OUTSIDE_SYSTEMS: city: keys: 12345 has the same"):
        systems.read({"12345": GOOD, "city": GOOD}, production=True)


def test_a_name_alone_is_a_system_and_a_system_without_address_hears_nothing():
    found = systems.read({"city": {"name": "市级平台", "events": ["ticket.closed"]}}, production=True)["city"]

    assert (found.name, found.url, found.keys, found.hears(systems.Event.CLOSED)) == ("市级平台", None, {}, False)


def test_the_newest_key_is_the_first():
    assert list(systems.read({"12345": GOOD}, production=True)["12345"].keys) == ["2026b", "2026a"]


def test_the_application_does_not_start_with_a_wrong_one(tmp_path):
    with pytest.raises(ValueError, match="^OUTSIDE_SYSTEMS: 12345: url: "):
        create_app(settings(f"sqlite:///{tmp_path}/x.db", tmp_path, OUTSIDE_SYSTEMS={"12345": GOOD | {"url": "x"}}))
