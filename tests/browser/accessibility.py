"""What axe-core says of a page, and whether it fits the screen."""

from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary, label.btn")]
  .filter(n => n.offsetParent && !n.closest("p, li > a:only-child, td, .visually-hidden") && !n.matches(".btn-check"))
  .map(n => [n.outerHTML.slice(0, 90), n.getBoundingClientRect()])
  .filter(([_, box]) => box.height > 0 && box.top >= 0 && box.height < 24).map(([html]) => html)"""


def unreadable(page) -> list[str]:
    """What does not stand out from its background (level AA) in the colours the page has now: for a second look in the
    dark at a page that has been gone through in the light."""
    result = Axe().run(page, options={"runOnly": {"type": "rule", "values": ["color-contrast"]}}).response
    return [f"{each['id']}: {node['html'][:120]}" for each in result["violations"] for node in each["nodes"]]


def barriers(page) -> list[str]:
    """Violations of level A and AA, targets lower than 24 px, and whatever sticks out of the screen sideways."""
    # the driver evaluates in its own world; the policy of the page forbids it nothing
    result = Axe().run(page, options=RULES).response
    found = [f"{each['id']}: {node['html'][:120]}" for each in result["violations"] for node in each["nodes"]]
    return found + [f"small: {html}" for html in page.evaluate(SMALL)] + _too_wide(page)


def barriers_both_ways(page) -> list[str]:
    """All barriers of an open page on a phone in the light; then, at a desk in the dark, what does not stand out there
    or is too wide. Whatever else there is does not depend on size or colour."""
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")  # a colour on its way to another is neither
    found = barriers(page)
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.wait_for_selector("html[data-bs-theme=dark]")
    return found + unreadable(page) + _too_wide(page)


def _too_wide(page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{wide} px wider than the screen"] if wide > 0 else []
