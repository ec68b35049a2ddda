"""One order of refusals for every verb of every package: 401, 404, 412, 409, 403, 422, also when several apply.

Driven by the matrix, which has a row for every route (test_visibility_matrix): a new verb cannot be forgotten.
"""

import itertools
import re

import pytest

from tests.api.matrix import ROWS, filled, path_of, scene_of

WRITES = ("POST ", "PUT ", "PATCH ", "DELETE ")
VERBS = [row for row in ROWS if row.route.startswith(WRITES) and "<" in row.route]
STALE = {"If-Match": '"v999999999"'}
NOWHERE = {"number": "20260101-000000-0", "token": "none", "code": "999999", "photo_id": "none",
           "client_id": "00000000-0000-4000-8000-000000000000"}
BY_THE_BODY = {"PUT /api/v1/activity-logs/<client_id>", "PUT /api/v1/rider-reports/<client_id>"}
"""The address is an id the caller makes up; what it is about stands in the body."""
REPLAYED = {"PUT /api/v1/rider-reports/<client_id>"}  # sent again it is answered again, whatever was seen
FIXED = {"PUT /api/v1/catalogue/queues/<queue>"}  # these addresses are all there are, another is no route
HIS_OWN_MOMENT = {"POST /api/v1/posts/<post_id>/seat", "POST /api/v1/teams/<code>/members"}
"""Wrong for who has done it: he sits there, he belongs to it. For others it is the right moment still."""
MOMENT_BY_THE_BODY = {"POST /api/v1/mediations/<mediation_id>/mediators"}  # whom he asks mediates already


class Verb:
    """One row of the matrix at its stage, asked with one fault or several."""

    def __init__(self, journeys, app, row):
        self.journeys, self.row = journeys, row
        self.scene = scene_of(row, journeys)
        self.takes = row.body is not None
        self.versioned = row.route not in REPLAYED
        self.elsewhere = self.scene | {name: NOWHERE.get(name, 987_654_321)
                                       for name in re.findall(r"<([a-z_]+)>", row.route)}

    def ask(self, who, *, unknown=False, stale=False, bad=False):
        """The status of one call with these faults."""
        headers = self.journeys.headers(who) | (STALE if stale else {})
        body = None if self.row.body is None else filled(self.row.body, self.scene)
        if bad:
            body = {name: {"no": ["such"]} for name in body} | {"of_no_schema": 1}
        answer = self.journeys.client.open(path_of(self.row, self.elsewhere if unknown else self.scene), json=body,
                                           method=self.row.route.split()[0], headers=headers)
        return answer.status_code

    def faults(self):
        """Every set of faults this verb can have beside who asks."""
        for unknown, stale, bad in itertools.product((False, True), repeat=3):
            if not (stale and self.row.route in REPLAYED or bad and not self.takes
                    or unknown and self.row.route in FIXED or (unknown or bad) and self.row.route in BY_THE_BODY):
                yield {"unknown": unknown, "stale": stale, "bad": bad}


def _due(unknown, stale, bad, *, who_gets):
    """The status that comes first."""
    if who_gets == 401:
        return 401
    if unknown or who_gets == 404:
        return 404
    return 412 if stale else 403 if who_gets == 403 else 422 if bad else None


@pytest.mark.parametrize("row", VERBS, ids=lambda row: f"{row.route}-{row.stage}")
def test_the_first_fault_is_what_one_hears(journeys, app, row):
    verb, got, due = Verb(journeys, app, row), {}, {}

    for who in filter(None, ("stranger", row.first(404), row.first(403), row.first(200, 201, 204))):
        for faults in verb.faults():
            expected = _due(**faults, who_gets=row.expected("home", who))
            if expected:
                case = f"{who} {'+'.join(name for name, is_so in faults.items() if is_so)}"
                due[case], got[case] = expected, verb.ask(who, **faults)

    assert [f"{case}: {status} before {due[case]}" for case, status in got.items() if status != due[case]] == []


@pytest.mark.parametrize("row", [row for row in VERBS if row.first(200, 201, 204)],
                         ids=lambda row: f"{row.route}-{row.stage}")
def test_the_wrong_moment_comes_after_what_has_changed_and_before_who_may(journeys, app, row):
    verb, able, other = Verb(journeys, app, row), row.first(200, 201, 204), row.first(403)
    assert verb.ask(able) < 300
    if verb.ask(able) != 409:
        pytest.skip("may be done again")

    others = [other] if other and row.route not in HIS_OWN_MOMENT else []
    reads = verb.takes and row.route not in BY_THE_BODY | MOMENT_BY_THE_BODY
    asked = {(who, stale, bad): verb.ask(who, stale=stale, bad=bad) for who in (able, *others)
             for stale in (False, verb.versioned) for bad in (False, reads)}

    unseen = {who for (who, stale, bad), status in asked.items() if (stale, bad, status) == (False, False, 404)}
    assert able not in unseen
    assert asked == {(who, stale, bad): 404 if who in unseen else 412 if stale else 409 for who, stale, bad in asked}
