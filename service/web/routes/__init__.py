"""The pages, by whom they are for."""

from service.web.routes import home, reporting, signing_in, tickets

PARTS = (home, signing_in, reporting, tickets)
"""All of them stand below one blueprint, so that their endpoints begin with `web.`."""
