#!/bin/sh
# limits 5.8.0: a hit on the in-memory store costs as much as there are keys that live.
#
# Guess: counting in a dictionary costs the same whatever else is in it.
# Seen:  with a pause of 30 ms between hits, each hit starts a thread that walks every live key:
#        about 0.3 ms of processor a hit beside 100 keys, 6 to 14 ms beside 100,000 (two busy cores).
# Ends with an error once that is no longer so. Needs Python 3 and a package index; leaves nothing behind.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check limits==5.8.0
"$folder/venv/bin/python" - <<'PYTHON'
import time
from importlib.metadata import version

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

HITS, AN_HOUR = 40, parse("1000000/hour")


def milliseconds_a_hit(keys: int) -> float:
    """Processor time of one hit on one key, beside so many others that live for an hour."""
    limiter = FixedWindowRateLimiter(MemoryStorage())
    for key in range(keys):
        limiter.hit(AN_HOUR, str(key))
    time.sleep(0.5)
    began = time.process_time()
    for _ in range(HITS):
        limiter.hit(AN_HOUR, "0")
        time.sleep(0.03)
    return (time.process_time() - began) / HITS * 1000


print("limits", version("limits"))
few, many = milliseconds_a_hit(100), milliseconds_a_hit(100_000)
print(f"a hit beside 100 keys: {few:.2f} ms, beside 100,000 keys: {many:.2f} ms")

assert version("limits") == "5.8.0"
assert many > 5 * few, "a hit no longer costs as much as there are keys"
PYTHON
