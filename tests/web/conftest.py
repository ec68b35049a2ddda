"""What tests of pages share: visitors of the site, as anybody or as one of the town."""

import pytest

from tests.web.browsing import Visitor


@pytest.fixture
def visit(client, town):
    """`visit()` is a stranger's browser, `visit("resident-li")` that of somebody who has signed in."""
    def as_somebody(name=None):
        visitor = Visitor(client.application.test_client())
        if name:
            page = visitor.get("/sign-in")
            visitor.submit(page, "/sign-in/wechat", holding={"code": f"demo:{name}"}, code=f"demo:{name}")
        return visitor
    return as_somebody
