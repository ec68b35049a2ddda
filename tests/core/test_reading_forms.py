"""From a form to the data a schema loads."""

import marshmallow as ma
from werkzeug.datastructures import MultiDict

from service.core.pages.reading import data_of


class Row(ma.Schema):
    """One of several."""

    what = ma.fields.String()
    count = ma.fields.Integer()


class Sheet(ma.Schema):
    """A form with rows."""

    rows = ma.fields.List(ma.fields.Nested(Row))
    text = ma.fields.String()


def _said(*pairs):
    return data_of(Sheet(), MultiDict(pairs))


def test_rows_are_read_by_their_number_and_not_by_where_they_stand():
    assert _said(("rows.10.what", "third"), ("rows.2.what", "second"), ("rows.0.what", "first"),
                 ("rows.2.count", "7")) == {"rows": [{"what": "first"}, {"what": "second", "count": 7},
                                                     {"what": "third"}]}


def test_a_row_says_what_its_schema_does_not_know_too():
    assert _said(("rows.0.strange", "x")) == {"rows": [{"strange": "x"}]}


def test_no_row_is_no_answer():
    assert _said(("rows.x.what", "lost"), ("text", " ")) == {}


def test_a_line_break_is_one_character_as_the_page_counted_it():
    assert _said(("text", "one\r\ntwo")) == {"text": "one\ntwo"}
