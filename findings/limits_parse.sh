#!/bin/sh
# limits 5.8.0: parse() of a limit of several parts keeps the first and says nothing.
#
# Guess: "60/minute;600/day" is either two limits or an error, for "60/minute nonsense" and "60/minute;nonsense" are errors.
# Seen:  parse("60/minute;600/day")      -> 60 per 1 minute
#        parse_many("60/minute;600/day") -> [60 per 1 minute, 600 per 1 day]
#        so the daily limit never applies, and nothing says so.
# Ends with an error once that is no longer so. Needs Python 3 and a package index; leaves nothing behind.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check limits==5.8.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from limits import parse, parse_many

whole = "60/minute;600/day"
print("limits", version("limits"))
print(f"parse({whole!r}) -> {parse(whole)}")
print(f"parse_many({whole!r}) -> {parse_many(whole)}")

refused = []
for broken in ("60/minute nonsense", "60/minute;nonsense"):
    try:
        parse(broken)
    except ValueError as error:
        refused.append(str(error))
        print(f"parse({broken!r}) -> ValueError: {error}")

assert version("limits") == "5.8.0"
assert str(parse(whole)) == "60 per 1 minute", "it keeps more than the first part now, or refuses"
assert [str(part) for part in parse_many(whole)] == ["60 per 1 minute", "600 per 1 day"]
assert len(refused) == 2, "it no longer reads the whole text before it drops the rest"
PYTHON
