"""Registering with the community where one lives, by the form: what several tests begin with."""

from tests.web.browsing import Visitor

COMMUNITY, BUILDING = "500115001009", "500115001009-01-01"


def apply_at_home(visitor: Visitor, at=BUILDING):
    """李阿姨 applies; the page that answers."""
    page = visitor.get(f"/member/registration/{at}")
    return visitor.submit(page, f"/member/registration/{at}", holding={"place_code": at}, unit_code="demo-unit",
                          name="李阿姨", skills="electrical", services=["repairs", "visits"], note="周末有空。")
