"""Settings: the only file that reads the environment. Production refuses every development default by name."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent
RATE_LIMITS = {
    "submit.account": "60/minute;600/day", "submit.code_token": "300/minute", "submit.address": "3000/minute",
    "sign_in.address": "1200/minute", "sign_in.account": "30/minute",
    "photo.account": "120/minute;600/day", "photo.address": "3000/minute",
    "act.account": "600/minute", "act.address": "3000/minute", "lookup.address": "6000/minute",
    "support.account": "8/minute;60/day", "exchange.address": "600/minute", "print.account": "30/hour",
    "person.account": "120/hour",
}
TEXTS = ("WECHAT", "WECHAT_APP_ID", "WECHAT_APP_SECRET", "WECHAT_WEB_APP_ID", "WECHAT_WEB_APP_SECRET",
         "WECHAT_BASE_URL", "WECHAT_RECORD", "WECHAT_PUSH_TOKEN", "WECHAT_PUSH_KEY", "WECHAT_MINIPROGRAM_STATE",
         "WECHAT_CODE_PAGE", "PUBLIC_URL", "QUIET_HOURS", "LOG_LEVEL")
NUMBERS = ("DIGEST_SECONDS", "DELIVERY_LANES", "WORKER_THREADS", "RETAIN_PERSONAL_DAYS", "RETAIN_LOG_DAYS",
           "TRUSTED_PROXIES", "DATABASE_POOL_SIZE")
OBJECTS = ("WECHAT_TEMPLATES", "OUTSIDE_SYSTEMS")
KEY_NAMES = ("SIGNING_KEYS", "ENCRYPTION_KEYS", "INDEX_KEYS")


class NotForProduction(ValueError):
    """A setting is missing or still a development default; the message says which."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, under the name of its environment variable. See docs/deploy.md."""

    MASHANG_ENV: str
    DATA_DIR: str
    DATABASE_URL: str
    JOBS_URL: str
    LIMITS_URL: str
    SIGNING_KEYS: str
    ENCRYPTION_KEYS: str
    INDEX_KEYS: str
    WECHAT: str = "fake"
    WECHAT_APP_ID: str = "demo-app"
    WECHAT_APP_SECRET: str = field(default="", repr=False)
    WECHAT_WEB_APP_ID: str = ""
    WECHAT_WEB_APP_SECRET: str = field(default="", repr=False)
    WECHAT_BASE_URL: str = "https://api.weixin.qq.com"
    WECHAT_RECORD: str = ""
    WECHAT_TEMPLATES: dict = field(default_factory=dict)
    WECHAT_PUSH_TOKEN: str = field(default="", repr=False)
    WECHAT_PUSH_KEY: str = field(default="", repr=False)
    WECHAT_MINIPROGRAM_STATE: str = "formal"
    WECHAT_CODE_PAGE: str = ""
    OUTSIDE_SYSTEMS: dict = field(default_factory=dict, repr=False)
    DIGEST_SECONDS: int = 300
    QUIET_HOURS: str = "22-7"
    DELIVERY_LANES: int = 4
    WORKER_THREADS: int = 3
    RETAIN_PERSONAL_DAYS: int = 730
    RETAIN_LOG_DAYS: int = 200
    PUBLIC_URL: str = "http://127.0.0.1:8000"
    TRUSTED_PROXIES: int = 0
    DATABASE_POOL_SIZE: int = 5
    LOG_LEVEL: str = "INFO"
    LOG_REQUESTS: bool = True
    RATE_LIMITS_ENABLED: bool = True
    RATE_LIMITS: dict = field(default_factory=lambda: dict(RATE_LIMITS))
    TESTING: bool = False

    def as_flask(self) -> dict:
        """The mapping Flask and its extensions read."""
        production = self.MASHANG_ENV == "production"
        return asdict(self) | {
            "PRODUCTION": production, "DEMONSTRATION": not production,
            "SQLALCHEMY_DATABASE_URI": self.DATABASE_URL, "MAX_CONTENT_LENGTH": 11 * 1024 * 1024,
            "ACCESS_TOKEN_MINUTES": 15, "STAFF_REFRESH_HOURS": 8, "RESIDENT_REFRESH_DAYS": 30,
            "PROPAGATE_EXCEPTIONS": False, "JSON_SORT_KEYS": False,
        }


def database_url(url: str) -> str:
    """PostgreSQL always through psycopg 3, however the address was written."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def development_keys(data_dir: Path) -> dict[str, str]:
    """Keys of this machine alone, made once and kept readable for its owner only."""
    path = data_dir / "development-keys.json"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        made = {name: f"dev:{base64.b64encode(os.urandom(32)).decode()}" for name in KEY_NAMES}
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_text(json.dumps(made))
        temporary.rename(path) if not path.exists() else temporary.unlink()
    return json.loads(path.read_text())


def refuse_development_defaults(given: Mapping[str, str], settings: Settings) -> None:
    """Raises NotForProduction naming every setting that must be chosen for production."""
    wrong = [name for name in KEY_NAMES if not given.get(name)]
    wrong += [name for name in KEY_NAMES if given.get(name, "").startswith("dev:")]
    if settings.WECHAT != "real":
        wrong.append("WECHAT (the fake is for development)")
    wrong += [name for name in ("WECHAT_APP_ID", "WECHAT_APP_SECRET", "PUBLIC_URL", "DATABASE_URL")
              if not given.get(name)]
    if settings.DATABASE_URL.startswith("sqlite") and given.get("SINGLE_HOST") != "yes":
        wrong.append("DATABASE_URL (SQLite serves one host only; say SINGLE_HOST=yes if that is so)")
    if wrong:
        raise NotForProduction("not fit for production: " + ", ".join(dict.fromkeys(wrong)))


def json_object(text: str) -> dict:
    """The object of a JSON text. Raises ValueError."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def read(given: Mapping[str, str], name: str, how: Callable[[str], object]):
    """A setting that is not just text. Raises ValueError naming it, and not its value, which may be a secret."""
    try:
        return how(given[name])
    except ValueError:
        raise ValueError(f"{name} is not {'a whole number' if how is int else 'a JSON object'}") from None


def from_environment(given: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; whatever is not given has a development default."""
    given = os.environ if given is None else given
    name = given.get("MASHANG_ENV", "development")
    if name not in ("development", "production"):
        raise NotForProduction("MASHANG_ENV is development or production")
    data_dir = Path(given.get("DATA_DIR") or ROOT / "data").resolve()
    keys = {key: given.get(key, "") for key in KEY_NAMES}
    if name == "development" and not all(keys.values()):
        keys = development_keys(data_dir) | {key: value for key, value in keys.items() if value}
    limits = RATE_LIMITS | (read(given, "RATE_LIMITS", json_object) if given.get("RATE_LIMITS") else {})
    plain = {key: given[key] for key in TEXTS if given.get(key)}
    plain |= {key: read(given, key, int) for key in NUMBERS if given.get(key)}
    plain |= {key: read(given, key, json_object) for key in OBJECTS if given.get(key)}
    settings = Settings(
        MASHANG_ENV=name, DATA_DIR=str(data_dir),
        DATABASE_URL=database_url(given.get("DATABASE_URL") or f"sqlite:///{data_dir}/mashang.db"),
        JOBS_URL=given.get("JOBS_URL") or f"sqlite:///{data_dir}/jobs.db",
        LIMITS_URL=given.get("LIMITS_URL") or "memory://", RATE_LIMITS=limits,
        LOG_REQUESTS=given.get("LOG_REQUESTS", "yes") != "no",
        RATE_LIMITS_ENABLED=given.get("RATE_LIMITS_ENABLED", "yes") != "no", **keys, **plain)
    if name == "production":
        refuse_development_defaults(given, settings)
    return settings
