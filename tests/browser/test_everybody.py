"""Pages for everybody, in a real browser."""

import pytest

from tests.browser.accessibility import barriers
from tests.browser.conftest import DESK, PHONE

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
PATHS = ("/", "/sign-in", "/nowhere")


@SIZES
@SCHEMES
def test_everybody_can_use_the_open_pages(open_browser, size, scheme):
    with open_browser(viewport=size, color_scheme=scheme) as page:
        found = {path: (page.goto(path), barriers(page))[1] for path in PATHS}

    assert found == {path: [] for path in PATHS}
