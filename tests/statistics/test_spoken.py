"""Rates as one says them."""

import pytest

from service.statistics.spoken import percent


@pytest.mark.parametrize(("count", "n", "said"), [(14, 17, "82.4%"), (39, 42, "92.9%"), (0, 5, "0.0%"),
                                               (5, 5, "100.0%")])
def test_a_rate_is_rounded_once(count, n, said):
    assert percent({"n": n, "count": count, "rate": round(count / n, 4)}) == said
