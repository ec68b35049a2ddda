"""What the address of the page on outside systems says."""

from service.exchange.schemas import OutgoingEventsQuery


class OutsideQuery(OutgoingEventsQuery):
    """Which deliveries, and from where on."""

    class Meta:
        exclude = ("limit", "format")
