"""The pages, by whom they are for."""

from service.web.routes import (
    courtyard,
    home,
    logs,
    membership,
    posts,
    reporting,
    riders,
    service,
    signing_in,
    tickets,
    village,
    wishes,
)

PARTS = (home, signing_in, reporting, tickets, courtyard, logs, membership, service, wishes, posts, riders,
         village)
"""All of them stand below one blueprint, so that their endpoints begin with `web.`."""
