"""What tests of the platform share: the stand-in on a socket, and how a developer talks to it."""

import httpx
import pytest

from .platform_server import Platform, listening


@pytest.fixture
def platform():
    """The platform on a free port of this machine."""
    with listening(Platform()) as platform:
        yield platform


@pytest.fixture
def tell(platform):
    """Ask something of the stand-in below /fake, as a developer does with curl."""
    with httpx.Client(base_url=f"{platform.url}/fake", trust_env=False) as http:
        yield lambda path, /, **asked: http.post(path, json=asked).json() if asked else http.get(path).json()
