"""All posters of a place at once: one zip that any program opens, with a list that says what is missing."""

import csv
import io
import re
import zipfile

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from service.core.audit import AuditEntry
from service.core.database import atomic, db
from service.core.errors import Invalid
from service.organization.actions import codes
from service.organization.actions.places import create
from service.organization.models import Level, PlaceCode
from service.organization.posters import names
from service.organization.posters.batch import Batch, Entry, Kind, zipped
from service.organization.queries import printing

COMMUNITY, BUILDING = "500115001009", "500115001009-01-01"
URL = f"/api/v1/places/{COMMUNITY}/posters.zip"
FIRST = "500115001009-01-01 东街社区 东街花园 1号楼.pdf"


@pytest.fixture
def ask(client, town):
    """The zip of the community as worker-zhang gets it."""
    def asked(query="", path=URL):
        answer = client.get(path + query, headers=town.sign_in("worker-zhang"))
        assert (answer.status_code, answer.mimetype) == (200, "application/zip"), answer.text
        return zipfile.ZipFile(io.BytesIO(answer.data))
    return asked


def _rows(archive):
    text = archive.read("清单.csv").decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def _pages(content):
    return len(re.findall(rb"/Type /Page\b", content))


def _batch(*entries, kind=Kind.SVG, paper="a6"):
    return Batch("某社区", list(entries), paper, kind, "https://example.org/q/")


def _opened(batch):
    return zipfile.ZipFile(io.BytesIO(b"".join(zipped(batch))))


def test_the_zip_has_a_file_a_code_all_in_one_and_the_list(ask):
    archive = ask()

    assert archive.testzip() is None
    assert archive.namelist() == [FIRST, "500115001009-01-02 东街社区 东街花园 2号楼.pdf",
                                  "500115001009-01-03 东街社区 东街花园 3号楼.pdf",
                                  "500115001009-02-01 东街社区 河街小区 1号楼.pdf", "全部-A4.pdf", "清单.csv"]
    assert [_pages(archive.read(name)) for name in archive.namelist()[:5]] == [1, 1, 1, 1, 4]


@pytest.mark.parametrize(("query", "beginning", "sheets", "pages"), [
    ("?format=svg", b"<svg", "全部-A4.pdf", 4), ("?format=png&paper=a6", b"\x89PNG", "全部-A6.pdf", 4),
    ("?paper=a6x4", b"%PDF", "全部-A4-每页四张.pdf", 1)])
def test_the_files_come_in_the_format_and_on_the_paper_asked_for(ask, query, beginning, sheets, pages):
    archive = ask(query)

    assert all(archive.read(name).startswith(beginning) for name in archive.namelist()[:4])
    assert _pages(archive.read(sheets)) == pages


@pytest.mark.parametrize("query", ["?paper=a3", "?format=gif", "?limit=1"])
def test_nothing_else_can_be_asked_for(client, town, query):
    assert client.get(URL + query, headers=town.sign_in("worker-zhang")).status_code == 422


def test_the_list_names_each_file_and_the_end_of_its_code_alone(ask, town):
    token, archive = town.token("building_1"), ask()

    row = _rows(archive)[0]

    assert (row["地点编码"], row["地点"], row["文件"], row["状态"]) == (BUILDING, "1号楼", FIRST, "已生成")
    assert row["码的末四位"] == token[-4:]
    assert token not in archive.read("清单.csv").decode()


def test_a_building_without_a_code_is_in_the_list_and_gets_none_by_being_printed(ask, town):
    codes.revoke(town.token("building_1"), by=town.actor("worker-zhang"))
    before = db.session.scalar(sa.select(sa.func.count()).select_from(PlaceCode))

    archive = ask()

    assert [(row["地点编码"], row["状态"], row["文件"]) for row in _rows(archive)][0] == (BUILDING, "无码", "")
    assert FIRST not in archive.namelist()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PlaceCode)) == before


def test_a_place_without_any_code_gives_the_list_alone(ask, town):
    codes.revoke(town.token("building_1"), by=town.actor("worker-zhang"))

    assert ask(path=f"/api/v1/places/{BUILDING}/posters.zip").namelist() == ["清单.csv"]


def test_a_place_with_two_codes_gives_two_files(ask, town):
    codes.issue(town.place(BUILDING), by=town.actor("worker-zhang"))

    assert ask().namelist()[:2] == [FIRST, FIRST.replace(".pdf", " (2).pdf")]


def test_more_codes_than_a_batch_holds_ask_for_a_smaller_place(town, monkeypatch):
    monkeypatch.setattr(printing, "MOST_CODES", 3)

    with pytest.raises(Invalid) as refused:
        printing.to_print(town.place(COMMUNITY))

    assert (refused.value.code, refused.value.extra["limit"]) == ("too_many_codes", 3)
    assert len(printing.to_print(town.place("compound"))) == 3


def test_places_stand_in_the_order_people_count(town):
    zhang = town.actor("worker-zhang")
    for number in ("10", "9"):
        create(f"{number}号楼", Level.BUILDING, town.place("compound"), by=zhang, code=f"{COMMUNITY}-01-{number}")

    listed = [entry.code for entry in printing.to_print(town.place("compound"))]

    assert [code.rpartition("-")[2] for code in listed] == ["01", "02", "03", "9", "10"]


def test_reading_before_printing_costs_the_same_however_many_codes(town, statements):
    place, zhang = town.place(COMMUNITY), town.actor("worker-zhang")
    with atomic():
        for _ in range(20):
            codes.issue(place, by=zhang)

    with statements() as sent:
        entries = printing.to_print(place)

    assert (len(entries), len(sent)) == (24, 2)


def test_each_printing_is_in_the_audit_log(ask):
    ask("?paper=a6&format=svg")

    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1)).one()
    assert (entry.act, entry.subject) == ("posters_printed", f"place:{COMMUNITY}")
    assert '"codes":4' in entry.details


def test_no_connection_is_held_while_posters_are_drawn(app, town):
    headers = town.sign_in("worker-zhang")
    used, engine = [], db.engine
    answer = app.test_client().get(URL + "?format=svg", headers=headers)
    db.session.remove()
    free = engine.pool.checkedout()

    event.listen(engine, "checkout", lambda *_: used.append(1))
    pieces = [engine.pool.checkedout() for _ in answer.iter_encoded()]

    assert (free, used, set(pieces)) == (0, [], {0})
    assert len(pieces) > 4


def test_the_first_file_is_sent_before_the_last_one_is_drawn():
    asked = []
    entries = [Entry(f"1-{number}", "1号楼", "东街", f"t{number}") for number in range(3)]
    batch = Batch("东街", entries, "a6", Kind.SVG, "", picture=lambda token: asked.append(token))

    next(zipped(batch))

    assert asked == ["t0"]


NASTY = ["../../etc/passwd", "..", "a/b\\c", "1号楼\n2号楼", "\u202e楼\u0000", "🏠", "", "CON", "很" * 64, "C:\\x.exe",
         "\ud800", "=1+1"]


@pytest.mark.parametrize("name", NASTY)
def test_whatever_a_place_is_called_its_file_stays_in_the_folder(name):
    made = names.file_names([("500-1", name)], "pdf")[0]

    assert re.fullmatch(r"500-1[\w ()（）·#+-]*\.pdf", made)
    assert len(made.encode()) < 255
    assert made.rstrip(" .") == made


def test_whatever_places_are_called_their_zip_opens():
    storable = [name for name in NASTY if "\ud800" not in name]
    archive = _opened(_batch(*(Entry("500-1", name, name, "token") for name in storable)))

    assert archive.testzip() is None
    assert len(archive.namelist()) == len(storable) + 2


def test_no_two_files_have_one_name_not_even_in_other_letters():
    made = names.file_names([("a-1", "楼"), ("A-1", "楼"), ("a-1", "楼/"), ("a-1", "楼 (2)")], "pdf")

    assert len({name.casefold() for name in made}) == 4


def test_a_name_that_would_begin_a_formula_does_not_in_the_list():
    archive = _opened(_batch(Entry("1", "=1+1", "", "token")))

    assert _rows(archive)[0]["地点"] == "'=1+1"


def test_a_zip_can_be_read_by_who_cannot_go_back():
    content = b"".join(zipped(_batch(Entry("1", "楼", "", "token"))))

    for info in zipfile.ZipFile(io.BytesIO(content)).infolist():
        assert info.compress_type == zipfile.ZIP_DEFLATED
        assert info.flag_bits & 0x800 or info.filename.isascii()


def test_the_pdfs_of_a_batch_carry_their_own_type_too():
    archive = _opened(_batch(Entry("1", "楼", "东街", "token"), kind=Kind.PDF))

    for name in archive.namelist()[:2]:
        assert re.search(rb"/BaseFont /[A-Z]{6}\+NotoSansSC", archive.read(name))
        assert len(archive.read(name)) < 40_000


def test_the_operator_prints_and_issues_from_the_command_line(app, town, tmp_path):
    codes.revoke(town.token("building_1"), by=town.actor("worker-zhang"))
    run, file = app.test_cli_runner().invoke, tmp_path / "all.zip"

    issued = run(args=["organization", "issue-codes", COMMUNITY])
    printed = run(args=["organization", "posters", COMMUNITY, str(file), "--format", "svg", "--paper", "a6"])

    assert (issued.output, printed.exit_code) == ("新发 1 个码\n", 0)
    assert len(zipfile.ZipFile(file).namelist()) == 6


@pytest.mark.parametrize("words", [["issue-codes", "none"], ["posters", "none", "x.zip"]])
def test_the_command_line_says_so_when_there_is_no_such_place(app, town, words):
    result = app.test_cli_runner().invoke(args=["organization", *words])

    assert (result.exit_code, "没有这个地点" in result.output) == (1, True)
