"""Who leaves is gone: a marked name, phone and address go through every field somebody writes words into, by him and by
others about him; then he leaves, and nothing of it is in any column of any table, nor in any file.

What is written where comes from the schemas, so that a new field is marked by itself, or found unmarked."""

import copy
import re

import marshmallow as ma
import pytest
import sqlalchemy as sa

from service.core.database import Base, db
from service.media.actions import delete_doomed
from tests.api.journeys import SHORT, V1
from tests.api.matrix import ROWS, filled, path_of, scene_of
from tests.api.row import Row
from tests.databases import SQLite
from tests.looking import everything_is_looked_at

NAME, PHONE, ADDRESS = "窦明远", "19000000001", "龙溪巷77号9-1203"
WORDS = f"{NAME} {PHONE} {ADDRESS}"
STARRED = WORDS.replace(PHONE, "***")
MARKS = (NAME, PHONE, ADDRESS)
STAY = ("zhang", "zhou", "far", "wu", "zheng", "feng", "lin")
"""Clerks, who go on working; everybody else of the cast leaves."""
CODES = re.compile(r"(?!external_)(.+_)?(code|token|category|id|ids|photos|kind|station|number|into|method|username|"
                   r"key|password|current|new|at|begin|end|event|place|level|q|coord_type|word|keywords|display_name)")
"""Fields that choose something of ours or are secrets: no words. A display name is marked by itself below."""
KEPT = {
    "names a body, a place or a rule, and says how it is run": """
        Branch BranchChange Category CategoryChange NewCategory Group GroupChange Household HouseholdChange Level
        Place PlaceChange Safeguard NewSafeguard Station StationChange Team TeamChange Post PostChange Rule
        SimulatedRule FeedbackPeriod DayRule WechatGroup.name WechatGroupChange.name Replacement Revocation Word""",
    "the record of a courtyard group on its own affairs (tests/house/test_personal.py)": """
        ActivityLog Minutes DraftedDecision Amendment Return NotHeld Move Reopening Completion Dropping LogItem.title
        LogItem.source LogItem.category""",
    "is asked and kept nowhere": "Preview Find LedgerContacts.category Simulation",
    "goes with the member or the opinion: tests/courtyard/test_leaving.py": """
        Absence LogItem.text LogItem.person_name LogItem.person_phone""",
    "only takes away from what stands there, see `test_what_was_published_of_his_words_goes_with_them`": """
        Decision.text WishApproval""",
    "of somebody who has just been given an account: tests/accounts/test_leaving.py": "Staff",
    "comes under a seal, from a system: tests/exchange/test_leaving.py": "IncomingEvent",
    "a class of the tree of codes": "Coordinates Resend",
}
PARTIES = [{"name": NAME, "phone": PHONE, "address": ADDRESS}, {"name": "余某"}]
HIS_CASE = ("zhang", "PUT", "/mediations/{mediation_id}", {"type": "neighbour", "facts": "x", "parties": PARTIES})
ITS_END = ("zhang", "POST", "/mediations/{mediation_id}/outcome", {"outcome": "oral_agreement", "text": "x"})
WITHOUT_NUMBERS = {"DecisionIn.text", "WishApprovalIn.text", "AnswerIn.public_note"}
"""What others shall read: a name alone and a place's may stand there, a phone never."""
STAGED = dict.fromkeys(("review", "wish_reviewing", "objected"), {"text": WORDS})
"""What he said before: others may only take away from it, or it stays once they have decided."""
BEFORE = {
    f"{V1}/mediations/<mediation_id>/revisits": (HIS_CASE, ITS_END),
    f"{V1}/mediations/<": (HIS_CASE,),
    f"{V1}/candidates/<": (("lin", "PUT", "/candidates/{candidate_id}", {"name": NAME, "phone": PHONE}),),
    f"{V1}/members/<": (("lin", "PUT", "/members/{member_id}", {"phone": PHONE}),),
}
"""What makes him the one a row is about: the phone he has proved stands there."""
REFERRED = {"source": "referred", "parties": PARTIES}
MORE = {f"POST {V1}/mediations": REFERRED, f"PUT {V1}/mediations/<mediation_id>": {"parties": PARTIES},
        f"POST {V1}/mediations/<mediation_id>/outcome": {"outcome": "referred"}}
"""What the body of a row says besides."""
LEFT_OUT = {f"POST {V1}/mediations/<mediation_id>/revisits-settled", f"PUT {V1}/rider-reports/<client_id>-reported",
            f"POST {V1}/members/<member_id>/reveal-unit_member", f"PUT {V1}/members/<member_id>-unit_member",
            f"POST {V1}/tickets/ledger/contacts-place", f"DELETE {V1}/tickets/<number>/publicity-told_to_all"}
"""Too late to change, the same with somebody else at the desk, or done below (`EXTRA`) where it leaves something."""
FOR_NOTHING = (f"POST {V1}/tickets/<number>/approval",)
"""Who lets a thing pass may say why, and nobody keeps it."""
ON_BEHALF = {"text": "x", "place_code": "{code}", "on_behalf_of": {"name": "x"}}
AGREED = {"outcome": "written_agreement"}
EXTRA = (
    (Row(f"POST {V1}/tickets", "place", "201: zhang", "", ON_BEHALF), {}),
    (Row(f"POST {V1}/wishes", "place", "201: zhang", "", ON_BEHALF), {"on_behalf_of": {"name": "x", "consent": True}}),
    (Row(f"POST {V1}/tickets/ledger/contacts", "claimed", "200: zhang", "", {}), {}),
    (Row(f"DELETE {V1}/tickets/<number>/publicity", "told_to_all", "204: zhang", "", {}), {}),
    (Row(f"POST {V1}/mediations/<mediation_id>/outcome", "disputed", "201: zhang", "", AGREED),
     {"referred_to": None, "agreement": dict.fromkeys(("dispute", "terms", "performance", "signatures"), "x")}),
    (Row(f"POST {V1}/mediations/<mediation_id>/revisits", "disputed", "201: zhang", "",
         {"on": "{today}", "performed": "yes"}), {}),
)
"""Rows beside the matrix, with what their bodies say besides; None for a field that must stay out."""


def _takes(app):
    """(method, path) → the schema of what it takes, of every route that writes."""
    found = {}
    for rule in app.url_map.iter_rules():
        schema = getattr(app.view_functions[rule.endpoint], "declares", {}).get("takes")
        for method in rule.methods & {"POST", "PUT", "DELETE"} if schema and rule.rule.startswith(V1) else ():
            found[method, re.sub(r"<(?:[^<>:]+:)?(\w+)>", r"<\1>", rule.rule)] = schema()
    return found


def _inner(field):
    return _inner(field.inner) if isinstance(field, ma.fields.List) else field


def _is_words(name, field):
    choice = any(isinstance(rule, ma.validate.OneOf | ma.validate.Regexp) for rule in field.validators)
    return isinstance(field, ma.fields.String) and not isinstance(field, ma.fields.UUID) and not choice \
        and not CODES.fullmatch(name)


def _is_kept(schema, name):
    stem = type(schema).__name__.removesuffix("In")
    return bool({stem, f"{stem}.{name}"} & set(" ".join(KEPT.values()).split()))


def _named(schema, into=None):
    """`Schema.field` of every field of words, nested ones too."""
    into = set() if into is None else into
    for name, field in schema.fields.items():
        inner = _inner(field)
        if isinstance(inner, ma.fields.Nested):
            _named(inner.schema, into)
        elif _is_words(name, inner) and not _is_kept(schema, name):
            into.add(f"{type(schema).__name__}.{name}")
    return into


def _mark(schema, body, done):
    """The body with the marks in every field of words, given or not; nested ones as far as they are given."""
    for name, field in schema.fields.items():
        inner = _inner(field)
        if isinstance(inner, ma.fields.Nested):
            for part in body.get(name) if isinstance(body.get(name), list) else [body.get(name)]:
                if isinstance(part, dict):
                    _mark(inner.schema, part, done)
        elif name in body and body[name] is None:
            del body[name]
        elif _is_words(name, inner) and not _is_kept(schema, name):
            done.add(of := f"{type(schema).__name__}.{name}")
            body[name] = STARRED if of in WITHOUT_NUMBERS else _words(name, type(inner).__name__)
    return body


def _words(name, kind):
    if kind == "Phone":
        return PHONE
    said = {"public_note": f"{NAME} {ADDRESS}", "address": ADDRESS}  # a public note is refused with a phone in it
    return NAME if name.endswith("name") else said.get(name, WORDS)


WRITTEN = [(row, more) for row, more in (*((row, MORE.get(row.route, {})) for row in ROWS), *EXTRA)
           if row.body is not None and re.search(r"20[014]:", row.home)
           and f"{row.route}-{row.stage}" not in LEFT_OUT]


def _marked(takes, row, more):
    """The body a row is sent with, and the fields that are marked in it."""
    schema, done = takes.get(tuple(row.route.split())), set()
    return schema and _mark(schema, copy.deepcopy(row.body | more), done), done


@pytest.fixture
def write(journeys):
    """`write(row, body)`: 李阿姨 has the marked name; somebody who may sends the marked body, and it is taken."""
    journeys.must("li", "PUT", "/me/name", {"display_name": NAME})

    def send(row, body):
        scene = scene_of(row, journeys, **STAGED.get(row.stage, {}))
        for who, method, path, said in next((BEFORE[start] for start in BEFORE if start in row.route), ()):
            journeys.must(who, method, path.format(**scene), said)
        name = re.search(r"20[014]: *(\w+)", row.home)[1]
        answer = journeys.client.open(path_of(row, scene), method=row.route.split()[0], json=filled(body, scene),
                                      headers=journeys.headers(name) | {"Idempotency-Key": "k"})
        assert answer.status_code < 300, answer.text
    return send


@pytest.fixture
def leave(journeys):
    """Everybody but the clerks proves his phone, so that what others wrote down under it is his, and leaves."""
    def erase():
        journeys.must("li", "POST", "/me/phone", {"code": f"phone:{PHONE}"})
        for name in SHORT:
            if name not in STAY:
                journeys.sign_in_anew(name)
                journeys.must(name, "DELETE", "/me")
        delete_doomed()
    return erase


def _found():
    """Where a mark stands, `table.column`, of all that can be read by the application."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return sorted({f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables
                       for row in connection.execute(sa.select(table)) for column, value in zip(table.columns, row,
                                                                                                strict=True)
                       if any(mark in str(value) for mark in MARKS)})


def _found_in_files(folder):
    """Files that hold the bytes of a mark, as they are or as JSON writes them."""
    bytes_of = [form for mark in MARKS for form in (mark.encode(), mark.encode("unicode_escape"))]
    return sorted({path.name for path in folder.rglob("*") if path.is_file()
                   for content in [path.read_bytes()] for form in bytes_of if form in content})


def test_every_field_of_words_is_marked_or_kept_for_a_reason(app):
    takes = _takes(app)
    every = set().union(*(_named(schema) for schema in takes.values()))

    assert every - set().union(*(_marked(takes, row, more)[1] for row, more in WRITTEN)) == set()


def test_nothing_is_kept_that_nobody_takes(app):
    def stems(schema):
        yield type(schema).__name__.removesuffix("In")
        for name, field in schema.fields.items():
            yield f"{type(schema).__name__.removesuffix('In')}.{name}"
            if isinstance(_inner(field), ma.fields.Nested):
                yield from stems(_inner(field).schema)

    taken = {stem for schema in _takes(app).values() for stem in stems(schema)}
    assert set(" ".join(KEPT.values()).split()) - taken == set()


@pytest.mark.parametrize(("row", "more"), WRITTEN, ids=lambda value: getattr(value, "route", ""))
def test_nothing_that_was_written_is_left_when_he_has_left(app, write, leave, database, row, more):
    body, done = _marked(_takes(app), row, more)
    if not done:
        pytest.skip("says no words of its own")
    write(row, body)
    was_written = set(_found()) - {"accounts.display_name", "accounts.phone"}
    assert was_written or row.route in FOR_NOTHING

    leave()

    assert _found() == []
    if isinstance(database, SQLite):
        assert _found_in_files(database.folder) == []


def test_what_was_published_of_his_words_goes_with_them(journeys, write, leave):
    public = {"text": f"{NAME} *** {ADDRESS}"}
    journeys.submit("home", text=f"{WORDS}测试违规", public=True)
    wish = journeys.must("li", "POST", "/wishes", {"text": WORDS, "place_code": journeys.town.place("compound").code})
    everything_is_looked_at()
    check = journeys.must("zhang", "GET", "/reviews")["items"][0]
    journeys.must("zhang", "POST", f"/reviews/{check['id']}/decision", public | {"show": True})
    journeys.must("zhang", "POST", f"/wishes/{wish['id']}/approval", public)
    assert {"tickets.public_text", "wishes.public_text"} <= set(_found())

    leave()

    assert _found() == []
