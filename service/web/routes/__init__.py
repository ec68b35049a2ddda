"""The pages, by whom they are for."""

from service.web.routes import courtyard, home, logs, reporting, signing_in, tickets

PARTS = (home, signing_in, reporting, tickets, courtyard, logs)
"""All of them stand below one blueprint, so that their endpoints begin with `web.`."""
