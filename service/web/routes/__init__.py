"""The pages, by whom they are for."""

from service.web.routes import home, inbox, me, photos, public, reporting, signing_in, tickets

PARTS = (home, signing_in, reporting, photos, tickets, public, inbox, me)
"""All of them stand below one blueprint, so that their endpoints begin with `web.`."""
