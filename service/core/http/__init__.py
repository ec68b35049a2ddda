"""HTTP in one place: what a route says about itself (who, in, out) and how refusals look on the wire."""

from service.core.http.answers import Page, gives, gives_bytes
from service.core.http.doors import me, open_to_all, perhaps_signed_in, signed_in, someone
from service.core.http.exporting import ListQuery, exported, filed
from service.core.http.idempotency import beforehand, idempotent
from service.core.http.limits import limited, unlimited
from service.core.http.matching import seen
from service.core.http.parsing import File, takes

__all__ = ["File", "ListQuery", "Page", "beforehand", "exported", "filed", "gives", "gives_bytes", "idempotent",
           "limited", "me", "open_to_all", "perhaps_signed_in", "seen", "signed_in", "someone", "takes",
           "unlimited"]
