"""One plain rule and one plain matter, which the tests of routing vary."""

from datetime import UTC, datetime, timedelta

from service.feedback.routing import Matter, Queue, Rule, Urgency

HOUR = timedelta(hours=1)

ANYTHING = Rule(
    id=1, version=1, name="其他", place_path="/", category=None, keywords=(), urgency=None, weekdays=None,
    time_from=None, time_to=None, source=None, valid_from=None, valid_to=None, priority=100,
    queue=Queue.COMMUNITY, service_level="ordinary", fallback=None, needs_review=False,
)
LAMP = Matter(
    text="三号楼门口的路灯不亮", place_path="/1/4/9/", category="facilities.lamp", needs_enforcement=False,
    urgency=Urgency.ORDINARY, source="mini_program", at=datetime(2026, 3, 4, 4, tzinfo=UTC),
)
MONDAY = datetime(2026, 3, 1, 16, tzinfo=UTC)
"""Monday 2 March 2026, 00:00 in Changshou."""
