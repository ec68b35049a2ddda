"""What the platform seals we open, by its own examples; whatever else comes is refused, and nobody hears why."""

import base64
import json
import os
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from service.core.errors import Forbidden
from service.wechat import push
from service.wechat.push import NotGenuine, opened, sealed, signature, verify

OURS = {"token": "AAAAA", "key": "A" * 43, "app_id": "wxba5fad812f8e6fb9"}
SAID_AT = 1714112445
ENCRYPT = ("+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv"
           "6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajA"
           "sjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=")
QUERY = {"timestamp": str(SAID_AT), "nonce": "415670741", "encrypt_type": "aes",
         "msg_signature": "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3"}
MESSAGE = {"Event": "debug_demo", "text": "灯不亮 🏮"}


@pytest.fixture(autouse=True)
def then():
    """The minute in which the platform's example was sealed."""
    with time_machine.travel(datetime.fromtimestamp(SAID_AT, UTC), tick=False) as traveller:
        yield traveller


def _body(encrypt):
    return json.dumps({"ToUserName": "gh_97417a04a28d", "Encrypt": encrypt}).encode()


def _signed(encrypt):
    """A body whose signature is right, whatever is inside."""
    query = {"timestamp": str(SAID_AT), "nonce": "n"}
    return query | {"msg_signature": signature("AAAAA", str(SAID_AT), "n", encrypt)}, _body(encrypt)


def _padded(plain, padding):
    """Encrypted as it stands, with this padding behind it."""
    key = push.aes_key(OURS["key"])
    encryptor = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain + padding) + encryptor.finalize()).decode()


def _plain(message=b'{"Event": "x"}', app_id=OURS["app_id"].encode(), length=None):
    return os.urandom(16) + (len(message) if length is None else length).to_bytes(4) + message + app_id


def _pad(plain, block=32):
    missing = block - len(plain) % block
    return bytes([missing]) * missing


@pytest.mark.parametrize(("timestamp", "nonce", "expected"), [
    ("1714036504", "1514711492", "f464b24fc39322e44b38aa78f5edd27bd1441696"),
    ("1714037059", "486452656", "899cf89e464efb63f54ddac96b0a0a235f53aa78")])
def test_the_signatures_of_the_platforms_examples(timestamp, nonce, expected):
    assert signature("AAAAA", timestamp, nonce) == expected


def test_the_signature_of_the_sealed_example():
    assert signature("AAAAA", str(SAID_AT), "415670741", ENCRYPT) == QUERY["msg_signature"]


def test_the_sealed_example_has_the_random_and_the_length_the_platform_says():
    plain = push._decrypted(base64.b64decode(ENCRYPT), push.aes_key(OURS["key"]))

    assert (plain[:16], int.from_bytes(plain[16:20])) == (b"a8eedb185eb2fecf", 167)


def test_the_platforms_sealed_example_is_opened():
    message = opened(QUERY, _body(ENCRYPT), **OURS)

    assert (message["Event"], message["CreateTime"]) == ("debug_demo", 1714112445)


@pytest.mark.parametrize("size", range(0, 70, 3))
def test_what_we_seal_we_open_however_long_it_is(size):
    message = MESSAGE | {"filling": "长" * size}

    assert opened(*sealed(message, **OURS), **OURS) == message


def test_a_sealed_message_is_signed_as_the_platform_signs():
    query, body = sealed(MESSAGE, **OURS, timestamp=SAID_AT, nonce="1")

    assert query == {"timestamp": str(SAID_AT), "nonce": "1", "encrypt_type": "aes",
                     "signature": signature("AAAAA", str(SAID_AT), "1"),
                     "msg_signature": signature("AAAAA", str(SAID_AT), "1", json.loads(body)["Encrypt"])}


@pytest.mark.parametrize("change", [
    {"msg_signature": "0" * 40}, {"msg_signature": ""}, {"msg_signature": "签" * 40}, {"nonce": "415670742"},
    {"timestamp": str(SAID_AT + 1)}, {"msg_signature": QUERY["msg_signature"].upper()}, {"msg_signature": "\ud800"}],
    ids=str)
def test_a_signature_that_does_not_fit_is_refused(change):
    with pytest.raises(NotGenuine):
        opened(QUERY | change, _body(ENCRYPT), **OURS)


@pytest.mark.parametrize("field", ["timestamp", "nonce", "msg_signature"])
def test_a_signature_with_a_part_missing_is_refused(field):
    with pytest.raises(NotGenuine):
        opened({name: value for name, value in QUERY.items() if name != field}, _body(ENCRYPT), **OURS)


def test_the_plain_mode_is_refused_though_its_signature_is_right():
    query = {"timestamp": str(SAID_AT), "nonce": "1", "signature": signature("AAAAA", str(SAID_AT), "1")}

    with pytest.raises(NotGenuine):
        opened(query | {"msg_signature": query["signature"]}, json.dumps(MESSAGE).encode(), **OURS)


@pytest.mark.parametrize(("seconds", "fresh"), [(599, True), (601, False), (-599, True), (-601, False),
                                                (7 * 86400, False)])
def test_what_was_sealed_ten_minutes_ago_or_ahead_is_refused(then, seconds, fresh):
    then.move_to(datetime.fromtimestamp(SAID_AT, UTC) + timedelta(seconds=seconds))
    try:
        opened(QUERY, _body(ENCRYPT), **OURS)
    except NotGenuine:
        assert not fresh
    else:
        assert fresh


@pytest.mark.parametrize("timestamp", ["", "1", "17141124450", "-714112445", "１７１４１１２４４５", "1714112445\n",
                                       "1714112e05", " 171411244"])
def test_a_moment_that_is_not_ten_digits_is_refused(timestamp):
    with pytest.raises(NotGenuine):
        verify("AAAAA", timestamp, "n", signature("AAAAA", timestamp, "n"))


@pytest.mark.parametrize("nonce", ["", "1 2", "数", "1" * 65, "1\n"])
def test_a_nonce_no_platform_would_choose_is_refused(nonce):
    with pytest.raises(NotGenuine):
        verify("AAAAA", str(SAID_AT), nonce, signature("AAAAA", str(SAID_AT), nonce))


def test_a_text_for_another_app_is_refused():
    with pytest.raises(NotGenuine):
        opened(*sealed(MESSAGE, **OURS | {"app_id": "wx-other"}), **OURS)


@pytest.mark.parametrize("app_id", [b"", b"wx", OURS["app_id"].encode() + b"x", b"x" + OURS["app_id"].encode()])
def test_a_text_that_does_not_end_in_our_app_is_refused(app_id):
    plain = _plain(app_id=app_id)

    with pytest.raises(NotGenuine):
        opened(*_signed(_padded(plain, _pad(plain))), **OURS)


@pytest.mark.parametrize("length", [0, 13, 15, 10_000, 2**31, 2**32 - 1])
def test_a_length_that_is_not_the_texts_is_refused(length):
    plain = _plain(length=length)

    with pytest.raises(NotGenuine):
        opened(*_signed(_padded(plain, _pad(plain))), **OURS)


def _badly_padded():
    """Texts of whole blocks of 16, none of them padded in blocks of 32 as it must be."""
    plain, longer = _plain(), _plain(b'{"Event": "an event of 30"}   ')
    right = _pad(plain)
    return {"nought": plain + right[:-1] + b"\0", "more than a block": plain + right[:-1] + b"\x21",
            "first byte wrong": plain + b"\x01" + right[1:], "none": plain + b"x" * len(right),
            "blocks of 16": longer + _pad(longer, 16), "a block of 16 more": plain + right + b"\x10" * 16,
            "nothing inside": b"\x20" * 32, "hardly anything inside": b"x" * 19 + b"\x0d" * 13}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in _badly_padded().items()])
def test_a_padding_that_is_not_what_it_must_be_is_refused(text):
    assert len(text) % 16 == 0
    with pytest.raises(NotGenuine):
        opened(*_signed(_padded(text, b"")), **OURS)


@pytest.mark.parametrize("encrypt", ["", "A", "AAAA", "====", ENCRYPT[:-4], ENCRYPT[4:], ENCRYPT + "\n", "密文" * 20,
                                     "-_" * 32, "A" * 43, "\ud800"])
def test_a_cipher_text_that_is_none_is_refused(encrypt):
    with pytest.raises(NotGenuine):
        opened(*_signed(encrypt), **OURS)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"1", b"null", b'"x"', b"\xff\xfe{}", b"[" * 5000,
                                  b'{"a":' * 5000 + b"1" + b"}" * 5000, b"9" * 5000])
def test_a_text_that_is_no_json_object_is_refused_inside_and_outside(text):
    plain = _plain(text)

    with pytest.raises(NotGenuine):
        opened(*_signed(_padded(plain, _pad(plain))), **OURS)
    with pytest.raises(NotGenuine):
        opened(QUERY, text, **OURS)


def test_every_refusal_is_the_same():
    def refusal(query, body):
        with pytest.raises(Forbidden) as caught:
            opened(query, body, **OURS)
        return caught.value.as_dict(), caught.value.__cause__

    bad = _plain()
    refusals = [refusal(QUERY | {"nonce": "1"}, _body(ENCRYPT)), refusal(QUERY, b"{"),
                refusal(*_signed(_padded(bad + bytes(16 - len(bad) % 16), b""))),
                refusal(*sealed(MESSAGE, **OURS | {"app_id": "wx-other"})),
                refusal(*sealed(MESSAGE, **OURS, timestamp=SAID_AT - 3600))]

    assert refusals == refusals[:1] * 5


@pytest.mark.parametrize(("token", "key", "name"), [
    ("AAAAA", "", "WECHAT_PUSH_KEY"), ("", "A" * 43, "WECHAT_PUSH_KEY"), ("AAAAA", "A" * 42, "WECHAT_PUSH_KEY"),
    ("AAAAA", "A" * 42 + "+", "WECHAT_PUSH_KEY"), ("AA", "A" * 43, "WECHAT_PUSH_TOKEN"),
    ("口令口令", "A" * 43, "WECHAT_PUSH_TOKEN")])
def test_settings_that_cannot_be_right_are_named_and_not_shown(token, key, name):
    with pytest.raises(ValueError, match=name) as caught:
        push.check_settings(token, key)

    assert not (len(token) > 2 and token in str(caught.value)) and "A" * 42 not in str(caught.value)


@pytest.mark.parametrize(("token", "key"), [("", ""), ("AAAAA", "A" * 43)])
def test_both_settings_or_neither_are_well(token, key):
    push.check_settings(token, key)
