"""Links to pictures work for minutes and only as issued, so that a link passed on opens nothing for long."""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping

_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)
_SIGNATURE = re.compile(r"([A-Za-z0-9_-]{1,32})\.[A-Za-z0-9_-]{43}", re.ASCII)
_SHORTEST_KEY = 32


def sign(key_id: str, keys: Mapping[str, bytes], subject: str, expires_at: int) -> str:
    """Return "<key id>.<43 url-safe characters>": HMAC-SHA256 (RFC 2104) over key id, expiry and subject.

    `expires_at` is in Unix seconds. Raises KeyError for an unknown key id, ValueError for a key id with other
    signs than letters, digits, "_" and "-", and for a key under 32 bytes (RFC 2104, section 3).
    """
    if not _KEY_ID.fullmatch(key_id):
        raise ValueError("the key id may hold only letters, digits, _ and -")
    key = keys[key_id]
    if len(key) < _SHORTEST_KEY:
        raise ValueError(f"a signing key has at least {_SHORTEST_KEY} bytes")
    # The subject comes last, so no subject can be read as another one with another expiry.
    message = f"photo-link\n{key_id}\n{expires_at:d}\n{subject}".encode("utf-8", "surrogatepass")
    code = urlsafe_b64encode(hmac.digest(key, message, "sha256")).rstrip(b"=").decode()
    return f"{key_id}.{code}"


def key_of(signature: str) -> str | None:
    """The id of the key a signature says it was made with; None for what is no signature."""
    found = _SIGNATURE.fullmatch(signature)
    return found[1] if found else None


def is_genuine(keys: Mapping[str, bytes], subject: str, expires_at: int, signature: str) -> bool:
    """Say whether `sign` made `signature` with one of `keys`; whether the link is over is another question."""
    key_id = key_of(signature)
    return key_id in keys and hmac.compare_digest(sign(key_id, keys, subject, expires_at), signature)
