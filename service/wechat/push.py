"""How a pushed message is sealed and signed (消息推送, safe mode): the cipher and the signatures, nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from service.core import clock
from service.core.errors import Forbidden

OLDEST_SECONDS = 600
PADDED_TO_BITS = 256  # PKCS#7 in blocks of 32 bytes, though the blocks of AES have 16
RANDOM_BYTES, LENGTH_BYTES = 16, 4
HEAD_BYTES = RANDOM_BYTES + LENGTH_BYTES
KEY = re.compile(r"[A-Za-z0-9]{43}")
TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")
TIMESTAMP = re.compile(r"[0-9]{10}")
NONCE = re.compile(r"[!-~]{1,64}")


class NotGenuine(Forbidden):
    """What came was not sealed by the platform for us, just now; which of these it was, nobody is told."""

    code = "not_from_wechat"
    detail = "这不是微信平台发给我们的内容。"


def signature(*parts: str) -> str:
    """The platform's signature of these texts, 40 hexadecimal digits; their order does not count."""
    return hashlib.sha1("".join(sorted(parts)).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def verify(token: str, timestamp: str, nonce: str, signed: str, *sealed: str) -> None:
    """Raises NotGenuine unless `signed` is the signature of the others and `timestamp` within 10 minutes of now."""
    known = hmac.compare_digest(signature(token, timestamp, nonce, *sealed).encode(), signed.encode("utf-8", "replace"))
    if not (known and NONCE.fullmatch(nonce) and TIMESTAMP.fullmatch(timestamp) and _is_fresh(int(timestamp))):
        raise NotGenuine()


def opened(query: Mapping[str, str], body: bytes, *, token: str, key: str, app_id: str) -> dict:
    """The message in a pushed `body` (JSON with `Encrypt`) whose `query` has timestamp, nonce and msg_signature.

    `key` is the EncodingAESKey (43 characters). Raises NotGenuine whatever is wrong, so that nobody learns which
    check it was: with the answers to guessed paddings the message could be read.
    """
    encrypt = _texts(_parsed(body)).get("Encrypt", "")
    said = _texts(query)
    verify(token, *(said.get(name, "") for name in ("timestamp", "nonce", "msg_signature")), encrypt)
    try:
        plain = _decrypted(base64.b64decode(encrypt, validate=True), aes_key(key))
    except ValueError:
        raise NotGenuine() from None
    length = int.from_bytes(plain[RANDOM_BYTES:HEAD_BYTES])
    # A length past the end leaves no app id behind the message, a shorter one leaves more than it.
    message, owner = plain[HEAD_BYTES:HEAD_BYTES + length], plain[HEAD_BYTES + length:]
    if not hmac.compare_digest(owner, app_id.encode()):
        raise NotGenuine()
    return _parsed(message)


def sealed(message: dict, *, token: str, key: str, app_id: str, timestamp: int | None = None,
           nonce: str | None = None) -> tuple[dict[str, str], bytes]:
    """The query and the body with which the platform pushes this message; `timestamp` in seconds, now if not said."""
    said_at = str(int(clock.now().timestamp()) if timestamp is None else timestamp)
    nonce = nonce or str(int.from_bytes(os.urandom(4)))
    text = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
    plain = os.urandom(RANDOM_BYTES) + len(text).to_bytes(LENGTH_BYTES) + text + app_id.encode()
    encrypted = base64.b64encode(_encrypted(plain, aes_key(key))).decode()
    query = {"signature": signature(token, said_at, nonce), "timestamp": said_at, "nonce": nonce, "encrypt_type": "aes",
             "msg_signature": signature(token, said_at, nonce, encrypted)}
    return query, json.dumps({"ToUserName": str(message.get("ToUserName", "")), "Encrypt": encrypted},
                             ensure_ascii=False).encode()


def check_settings(token: str, key: str) -> None:
    """Both settings of the push or neither. Raises ValueError naming the one that cannot be right."""
    if token and not TOKEN.fullmatch(token):
        raise ValueError("WECHAT_PUSH_TOKEN is 3 to 32 letters and digits")
    if bool(token) != bool(key) or (key and not KEY.fullmatch(key)):
        raise ValueError("WECHAT_PUSH_KEY is 43 letters and digits, and goes together with WECHAT_PUSH_TOKEN")


def aes_key(key: str) -> bytes:
    """The 32 bytes in an EncodingAESKey. Raises ValueError for a text that is none."""
    if not KEY.fullmatch(key):
        raise ValueError("an EncodingAESKey has 43 letters and digits")
    return base64.b64decode(key + "=")


def _is_fresh(timestamp: int) -> bool:
    return abs(clock.now().timestamp() - timestamp) <= OLDEST_SECONDS


def _cipher(key: bytes) -> Cipher:
    return Cipher(algorithms.AES256(key), modes.CBC(key[:16]))


def _encrypted(plain: bytes, key: bytes) -> bytes:
    padder, encryptor = PKCS7(PADDED_TO_BITS).padder(), _cipher(key).encryptor()
    return encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()


def _decrypted(secret: bytes, key: bytes) -> bytes:
    """The text without its padding. Raises ValueError where the padding is not what it must be."""
    decryptor, unpadder = _cipher(key).decryptor(), PKCS7(PADDED_TO_BITS).unpadder()
    padded = decryptor.update(secret) + decryptor.finalize()
    return unpadder.update(padded) + unpadder.finalize()


def _parsed(text: bytes) -> dict:
    """The JSON object in these bytes. Raises NotGenuine."""
    try:
        said = json.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise NotGenuine() from None
    if not isinstance(said, dict):
        raise NotGenuine()
    return said


def _texts(said: Mapping) -> dict[str, str]:
    return {name: value for name, value in said.items() if isinstance(value, str)}
