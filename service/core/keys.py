"""Keys with ids: fields are encrypted with the newest and read with any; lookups go through a blind index."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping

import sqlalchemy as sa
import structlog
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from service.core import metrics
from service.core.errors import Unavailable

ALGORITHM = "A256GCM"
NONCE_BYTES = 12
log = structlog.get_logger("keys")


class UnknownKey(Unavailable):
    """It is ours, but under a key this process does not hold: another host has it, this one was not restarted yet."""

    code, title = "unknown_key", "Unknown key"
    detail = "系统正在更换密钥，请稍后再试，您填写的内容没有丢失，也不用重新登录。"


def unknown(what: str) -> UnknownKey:
    """The refusal for a `what` of ours under a key that is not here; whoever looks after the service hears of it."""
    metrics.alarm("unknown_key")
    log.error("unknown_key", what=what)
    return UnknownKey(headers={"Retry-After": "30"})


class KeyRing:
    """Named keys of 32 bytes, the first one current."""

    def __init__(self, keys: Mapping[str, bytes]):
        if not keys or any(len(key) != 32 for key in keys.values()):
            raise ValueError("every key has an id and 32 bytes")
        self.keys = dict(keys)
        self.current = next(iter(self.keys))

    @classmethod
    def parse(cls, text: str) -> KeyRing:
        """From `id:base64,id:base64`, newest first, as the environment gives it."""
        pairs = (part.split(":", 1) for part in text.split(",") if part.strip())
        return cls({name.strip(): base64.b64decode(key) for name, key in pairs})

    def encrypt(self, text: str, purpose: str) -> str:
        """`key.algorithm.base64`; the purpose is bound in, so a value cannot be moved to another column."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self.keys[self.current]).encrypt(nonce, text.encode(), purpose.encode())
        return f"{self.current}.{ALGORITHM}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, stored: str, purpose: str) -> str:
        """The text again. Raises UnknownKey for a key it does not hold, InvalidTag for altered text."""
        name, algorithm, body = stored.split(".", 2)
        if algorithm != ALGORITHM or name not in self.keys:
            raise unknown("row")
        raw = base64.urlsafe_b64decode(body)
        return AESGCM(self.keys[name]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], purpose.encode()).decode()

    def indexes(self, text: str, purpose: str) -> list[str]:
        """The blind indexes of a text under every key, the current one first: store [0], look up any."""
        return [hmac.new(key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()[:32]
                for key in self.keys.values()]


class Encrypted(sa.TypeDecorator):
    """A text column that is encrypted at rest; `purpose` names what it holds."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, purpose: str):
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value, dialect):
        return None if value is None else current_app.extensions["encryption"].encrypt(value, self.purpose)

    def process_result_value(self, value, dialect):
        return None if value is None else current_app.extensions["encryption"].decrypt(value, self.purpose)


def blind_indexes(text: str, purpose: str) -> list[str]:
    """Blind indexes of a text with the index keys of the running application, current first."""
    return current_app.extensions["index_keys"].indexes(text, purpose)
