"""Pages in one place: what a page says about itself (who, in, out), and how a browser is guarded.

A page calls the same actions and queries as the API. It knows who looks by a signed cookie, guards every form against
other sites, shows a refusal on the page it came from with what was typed, and does a form sent twice once.
"""

from service.core.pages.asking import asks
from service.core.pages.assets import asset_url
from service.core.pages.doors import anybody, somebody
from service.core.pages.downloads import downloads, takes_home
from service.core.pages.filling import brought, fills, kept, leads_to, seen
from service.core.pages.looks import choose
from service.core.pages.refreshing import refreshes
from service.core.pages.refusing import init_app
from service.core.pages.showing import shows
from service.core.pages.telling import tells
from service.core.pages.visits import carried, come_back, enter, leave, local_path, next_page, set_out

__all__ = ["anybody", "asks", "asset_url", "brought", "carried", "choose", "come_back", "downloads", "enter", "fills",
           "init_app", "kept", "leads_to", "leave", "local_path", "next_page", "refreshes", "seen", "set_out", "shows",
           "somebody", "takes_home", "tells"]
