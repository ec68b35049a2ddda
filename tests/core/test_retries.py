"""How long an undelivered message waits for its next try."""

import pytest

from service.core import retries


@pytest.mark.parametrize(("tries", "seconds"), [(1, 30), (2, 60), (5, 480), (7, 1920), (8, 3600), (50, 3600)])
def test_waits_double_up_to_an_hour(tries, seconds):
    for _ in range(50):
        wait = retries.wait_after(tries).total_seconds()
        assert seconds <= wait <= min(3600, seconds * 1.2)


def test_messages_that_failed_together_do_not_all_come_back_together():
    assert len({retries.wait_after(3) for _ in range(20)}) > 10
