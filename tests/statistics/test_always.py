"""Whatever happens, in whatever order, counted again or not: what is shown is what an exact count gives."""

from collections import Counter
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
import time_machine

from service.core.database import atomic, db, execute
from service.courtyard.models import PartyMassDay
from service.feedback import actions as feedback
from service.statistics.actions import count_again
from service.statistics.models import Figure, StaleMark
from service.statistics.queries import exact, figures
from service.town import cast
from tests.courtyard.notebook import opinion
from tests.statistics.happenings import Chance

EVENING = datetime(2026, 3, 4, 10, tzinfo=UTC)
SEED, STEPS = 7, {"sqlite": 45, "postgresql": 15}


@pytest.fixture
def chance(town):
    """Chance in the demonstration town, always the same; the clock stands but for its own moving."""
    with time_machine.travel(EVENING, tick=False) as traveller:
        yield Chance(town, traveller, seed=SEED)


def _exact(month, places):
    """{community or courtyard: counts} from the rows."""
    counts = exact.by_community(figures.today()).subquery()
    found = {}
    for row in db.session.execute(sa.select(counts).where(counts.c.month.in_((month, exact.NOW)))):
        for place in (row.community_id, row.town_id, places["district"].id):
            found.setdefault(place, Counter())[row.measure, row.key] += row._mapping["count"]
    return found


def _kept_and_true():
    """(kept, counted) rows of every community whose kept figures pass for true; every month."""
    true = db.session.scalars(figures.true_on(figures.today())).all()
    columns = ("community_id", "month", "measure", "key", "town_id", "count")
    kept = sa.select(*(getattr(Figure, name) for name in columns)).where(Figure.community_id.in_(true))
    counted = exact.by_community(figures.today(), true)
    return [sorted(tuple(row._mapping[name] for name in columns) for row in db.session.execute(question))
            for question in (kept, counted)]


def _check(chance, after):
    month = f"{figures.today():%Y-%m}"
    places = {name: chance.town.place(name) for name in ("village", "town", "district")}
    of = _exact(month, places)
    for name, place in places.items():
        shown = figures.month(place.code, month, by=chance.by("zheng"))
        assert shown.counts == of.get(place.id, Counter()), (after, name)
        if name != "village":
            assert {below: counts for below, counts in shown.of.items() if counts} == {
                below.id: of[below.id] for below in shown.below if of.get(below.id)}, (after, name)
    kept, counted = _kept_and_true()
    assert kept == counted, after


def test_figures_are_exact_after_every_step(chance, database):
    town, steps = chance, []
    for _ in range(STEPS[database.engine.dialect.name]):
        steps.append(town.step())
        _check(town, steps)

    assert len(town.done) > 7, "chance has done too little for this to say anything"


def test_a_mark_undone_with_its_savepoint_is_set_again(town, year):
    count_again()
    with atomic():
        with pytest.raises(ZeroDivisionError), db.session.begin_nested():
            year.day(1)
            raise ZeroDivisionError
        year.day(1)
    shown = figures.month(town.place("town").code, year.month, by=town.actor("supervisor-wu"))

    assert shown.counts["days", "held"] == 1


def test_what_a_ticket_became_in_another_community_shows_where_it_was_heard(chance, town):
    client_id = chance.notebook.submitted(items=[opinion()])
    number = chance.notebook.tickets()[0].number
    feedback.transfer(number, by=chance.by("wu"), reason="归他们管", place_code=cast.COMMUNITY)
    count_again()
    chance.answer(number)

    _check(chance, client_id)


def test_a_statement_that_returns_its_rows_or_reckons_is_seen(town, year):
    day = year.day(1)
    count_again()
    with atomic():
        execute(sa.update(PartyMassDay).where(PartyMassDay.id == day.id).returning(PartyMassDay.id)
                .values(state=sa.case((sa.true(), "planned")), closed_at=None))

    assert db.session.scalars(sa.select(StaleMark.community_id)).all() == [None]
    assert figures.month(town.place("town").code, year.month, by=town.actor("supervisor-wu")).counts[
        "days", "planned"] == 1
