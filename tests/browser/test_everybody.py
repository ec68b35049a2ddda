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


def test_a_look_chosen_in_the_middle_of_a_form_takes_nothing_away_and_stays(open_browser):
    with open_browser("resident-li", color_scheme="light") as page:
        page.goto("/me")
        page.locator("[name=display_name]").fill("李阿姨在三单元")
        for words, other in (("大字", "标准字"), ("深色", "浅色")):
            page.get_by_role("button", name=words).click()
            page.get_by_role("button", name=other).wait_for()
        html = page.locator("html.large[data-bs-theme=dark]")
        html.wait_for()
        typed = page.locator("[name=display_name]").input_value()
        page.reload()
        html.wait_for()
        page.get_by_role("button", name="随手机").click()
        page.locator("html.large[data-bs-theme=light]").wait_for()

    assert typed == "李阿姨在三单元"
