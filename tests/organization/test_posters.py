"""Posters: what hangs on the wall must scan, and be read by somebody of eighty."""

import io
import re
import xml.etree.ElementTree as ElementTree
import zlib
from collections import Counter

import pytest
import segno
from PIL import Image

from service.organization.posters import layout, pdf, png, svg
from service.organization.posters.layout import Poster
from service.organization.posters.lettering import width

POSTER = Poster(name="1号楼", above="东街社区 东街花园", url="https://example.org/q/abcdefghjkmnpqrstuvw")
SVG = "{http://www.w3.org/2000/svg}"


def _expected(url=POSTER.url):
    code = segno.make_qr(url, error="q")
    return [list(row) for row in code.matrix_iter(scale=1, border=4)]


def _modules_of_svg(text):
    path = re.search(r'd="((?:M\d+ \d+h\d+v1h-\d+z)+)"', text)[1]
    side = len(_expected())
    rows = [[0] * side for _ in range(side)]
    for column, row, length in re.findall(r"M(\d+) (\d+)h(\d+)", path):
        for step in range(int(length)):
            rows[int(row)][int(column) + step] = 1
    return rows


def _modules_of_png(content):
    image, side = Image.open(io.BytesIO(content)), len(_expected())
    step = png.pixels(layout.CODE_SIDE) // side
    left, top = (image.width - step * side) // 2, png.pixels(layout.CODE_TOP)
    return [[int(image.getpixel((left + step * column + step // 2, top + step * row + step // 2)) < 128)
             for column in range(side)] for row in range(side)]


def _streams(content):
    for body in re.findall(rb"stream\n(.*?)\nendstream", content, re.S):
        try:
            yield zlib.decompress(body)
        except zlib.error:
            yield body


def _text_of_pdf(content):
    """The text a reader would copy: glyph numbers of the page through the font's ToUnicode map."""
    streams = list(_streams(content))
    known = {}
    for stream in streams:
        if b"beginbfchar" in stream or b"beginbfrange" in stream:
            known.update((one.lower(), bytes.fromhex(two.decode()).decode("utf-16-be"))
                         for one, two in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4,8})>", stream))
    page = next(stream for stream in streams if b" Tf" in stream)
    lines = []
    for shown in re.findall(rb"BT.*?\((.*?)(?<!\\)\) Tj", page, re.S):
        raw = re.sub(rb"\\(.)", lambda found: found[1].replace(b"r", b"\r").replace(b"n", b"\n"), shown)
        lines.append("".join(known.get(raw[at:at + 2].hex().encode(), "?") for at in range(0, len(raw), 2)))
    return lines


def test_the_code_in_the_svg_is_the_address_of_the_place():
    assert _modules_of_svg(svg.drawn(POSTER).decode()) == _expected()


def test_the_code_in_the_png_is_the_address_of_the_place():
    assert _modules_of_png(png.drawn(POSTER)) == _expected()


def test_another_address_is_another_code():
    assert _expected("https://example.org/q/another") != _expected()


def test_the_svg_needs_no_font_of_the_machine_and_names_the_place_for_screen_readers():
    root = ElementTree.fromstring(svg.drawn(POSTER))

    assert root.find(f"{SVG}title").text == "东街社区 东街花园 1号楼"
    assert root.find(f".//{SVG}text") is None
    assert len(root.findall(f"{SVG}g")) == 2 + len(layout.SAYING)


@pytest.mark.parametrize("name", ["<script>&\"'", "一\x0b二", "𠮷院", "很" * 64, "A"])
def test_any_name_makes_a_well_formed_svg(name):
    ElementTree.fromstring(svg.drawn(Poster(name, "", POSTER.url)))


def test_a_long_name_is_broken_into_lines_that_stay_on_the_paper():
    lines = layout.large("很" * 64)

    assert len(lines) == 3
    assert all(line.left >= layout.MARGIN - 0.01 for line in lines)
    assert max(line.baseline for line in lines) < layout.CODE_TOP


def test_a_short_name_is_the_largest_thing_on_the_poster():
    sizes = {line.text: line.size for line in layout.lines(POSTER)}

    assert sizes["1号楼"] >= 3 * sizes["东街社区 东街花园"] > 0


def test_the_pdf_carries_its_own_type_and_the_words_can_be_read():
    content = pdf.drawn(POSTER)

    assert re.search(rb"/FontFile[23]? ", content)
    assert re.search(rb"/BaseFont /[A-Z]{6}\+NotoSansSC", content)
    assert _text_of_pdf(content) == ["1号楼", "东街社区 东街花园", *layout.SAYING]


def test_the_pdf_embeds_only_the_signs_it_shows():
    assert len(pdf.drawn(POSTER)) < 40_000


@pytest.mark.parametrize(("paper", "points"), [("a4", (595, 842)), ("a6", (298, 420)), ("a6x4", (595, 842))])
def test_the_pdf_fits_the_paper(paper, points):
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf.drawn(POSTER, paper))

    assert tuple(round(float(side)) for side in box.groups()) == points


def test_four_of_a6_stand_on_one_a4_each_in_its_quarter():
    page = next(stream for stream in _streams(pdf.drawn(POSTER, "a6x4")) if b" Tf" in stream)
    corners = [(float(x), float(y)) for x, y in re.findall(rb"BT (\S+) (\S+) Td", page)]
    quarters = [(x > 595 / 2, y > 842 / 2) for x, y in corners]

    assert Counter(quarters) == {(x, y): 2 + len(layout.SAYING) for x in (True, False) for y in (True, False)}


def test_no_words_stand_where_an_office_printer_cannot_print():
    for line in layout.lines(Poster("很" * 40, "社区" * 20, POSTER.url)):
        assert min(line.left, layout.WIDTH - line.left - line.size * width(line.text)) > 5
        assert line.baseline - line.size > 5 and line.baseline + line.size / 4 < layout.HEIGHT - 5


def test_four_on_a_sheet_have_marks_to_cut_along_and_one_has_none():
    marks = {paper: [stream.count(b" l S") for stream in _streams(pdf.drawn(POSTER, paper)) if b" Tf" in stream]
             for paper in ("a6x4", "a6")}

    assert marks == {"a6x4": [6], "a6": [0]}


def test_a_place_without_a_name_still_has_a_poster():
    nameless = Poster("", "", POSTER.url)

    assert all(draw(nameless) for draw in (svg.drawn, png.drawn, pdf.drawn))


@pytest.mark.parametrize(("kind", "mimetype", "beginning"), [
    ("svg", "image/svg+xml", b"<svg"), ("png", "image/png", b"\x89PNG"), ("pdf", "application/pdf", b"%PDF")])
def test_a_poster_is_there_for_everybody(client, town, kind, mimetype, beginning):
    answer = client.get(f"/api/v1/codes/{town.token('building_1')}/poster.{kind}")

    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert answer.data.startswith(beginning)


def test_the_poster_leads_to_the_public_address_of_this_installation(client, town, app):
    app.config["PUBLIC_URL"] = "https://example.org/"
    token = town.token("building_1")

    text = client.get(f"/api/v1/codes/{token}/poster.svg").get_data(as_text=True)

    assert _modules_of_svg(text) == _expected(f"https://example.org/q/{token}")
    assert "<title>东街社区 东街花园 1号楼</title>" in text


def test_a_poster_comes_on_no_other_paper(client, town):
    assert client.get(f"/api/v1/codes/{town.token('building_1')}/poster.pdf?paper=a3").status_code == 422


def test_the_api_document_says_what_a_poster_is(client):
    document = client.get("/api/openapi.json").json

    answer = document["paths"]["/api/v1/codes/{token}/poster.pdf"]["get"]["responses"]["200"]
    assert list(answer["content"]) == ["application/pdf"]
