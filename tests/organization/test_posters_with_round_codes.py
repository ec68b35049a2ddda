"""Posters with the platform's round code: fetched once, checked, kept, and never silently left out."""

import base64
import csv
import io
import re
import zipfile

import pytest
from PIL import Image

from service import create_app
from service.core.database import atomic
from service.organization import code_pictures
from service.organization.code_pictures import NoPicture
from service.wechat.errors import Busy, Misuse
from tests.databases import settings

PAGE, COMMUNITY = "pages/report/report", "500115001009"
ZIP = f"/api/v1/places/{COMMUNITY}/posters.zip?format=svg&paper=a6"


@pytest.fixture
def platform(app, town, tmp_path):
    """The stand-in of WeChat, with posters that carry its codes and none kept yet; `asked` holds each question."""
    app.config.update(WECHAT_CODE_PAGE=PAGE, DATA_DIR=str(tmp_path))
    return app.extensions["wechat"]


@pytest.fixture
def asked(platform, monkeypatch):
    """The (scene, page, width) of every code the platform was asked for."""
    questions, real = [], platform.mini_program_code

    def watched(scene, page, *, width=430):
        questions.append((scene, page, width))
        return real(scene, page, width=width)
    monkeypatch.setattr(platform, "mini_program_code", watched)
    return questions


@pytest.fixture
def down(platform):
    """Let the platform fail for a while; what is left of it is forgotten after the test."""
    yield lambda times=1, error=None: platform.fail_next(error or Busy(45009), times)
    platform._failures.clear()


def _poster(client, town, kind, query=""):
    return client.get(f"/api/v1/codes/{town.token('building_1')}/poster.{kind}{query}")


def _archive(client, town):
    answer = client.get(ZIP, headers=town.sign_in("worker-zhang"))
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    return archive, list(csv.DictReader(io.StringIO(archive.read("清单.csv").decode("utf-8-sig"))))


def _picture(kind="PNG", size=(430, 430), color="black", mode="RGB"):
    out = io.BytesIO()
    Image.new(mode, size, color).save(out, kind)
    return out.getvalue()


def test_the_svg_shows_the_code_of_the_platform_and_no_other(client, town, asked):
    text = _poster(client, town, "svg").text

    embedded = base64.b64decode(re.search(r'href="data:image/png;base64,([^"]+)"', text)[1])
    assert Image.open(io.BytesIO(embedded)).mode == "L"
    assert asked == [(town.token("building_1"), PAGE, code_pictures.PIXELS)]
    assert "crispEdges" not in text


def test_the_png_shows_the_code_of_the_platform(client, town, platform, app):
    shown = Image.open(io.BytesIO(_poster(client, town, "png").data))
    app.config["WECHAT_CODE_PAGE"] = ""
    plain = Image.open(io.BytesIO(_poster(client, town, "png").data))

    assert shown.size == plain.size
    assert shown.crop((160, 520, 1080, 1440)).tobytes() != plain.crop((160, 520, 1080, 1440)).tobytes()
    assert shown.crop((0, 0, 1240, 500)).tobytes() == plain.crop((0, 0, 1240, 500)).tobytes()


def test_the_pdf_shows_the_code_of_the_platform(client, town, platform, app):
    shown = _poster(client, town, "pdf", "?paper=a6").data
    app.config["WECHAT_CODE_PAGE"] = ""

    assert b"/Subtype /Image" in shown
    assert b"/Subtype /Image" not in _poster(client, town, "pdf", "?paper=a6").data


def test_a_code_is_fetched_once_and_kept(client, town, asked):
    for kind in ("svg", "png", "pdf"):
        assert _poster(client, town, kind).status_code == 200

    assert len(asked) == 1


def test_a_kept_code_is_printed_while_the_platform_is_down(client, town, down):
    before = _poster(client, town, "svg").data
    down()

    assert _poster(client, town, "svg").data == before


def test_a_folder_that_cannot_be_written_keeps_nobody_from_printing(client, town, platform, app, tmp_path):
    (tmp_path / "file").write_text("")
    app.config["DATA_DIR"] = str(tmp_path / "file")

    assert _poster(client, town, "svg").status_code == 200


@pytest.mark.parametrize(("setting", "value"), [("WECHAT_CODE_PAGE", "pages/other"), ("WECHAT_APP_ID", "wx1"),
                                                ("WECHAT_MINIPROGRAM_STATE", "trial")])
def test_another_page_or_edition_has_another_code(client, town, asked, app, setting, value):
    token = town.token("building_1")
    client.get(f"/api/v1/codes/{token}/poster.svg")
    app.config[setting] = value

    client.get(f"/api/v1/codes/{token}/poster.svg")

    assert len(asked) == 2


@pytest.mark.parametrize("error", [Busy(45009), Busy(), Misuse(41030)], ids=str)
def test_the_platform_down_says_when_to_come_again_and_shows_no_other_code(client, town, down, error):
    down(error=error)

    answer = _poster(client, town, "pdf")

    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("content", [
    b"", b"{}", b"<svg/>", _picture()[:200], _picture(size=(430, 429)), _picture(size=(50, 50)),
    _picture(size=(2001, 2001)), _picture("GIF", mode="L", color=0), _picture() + b"\0" * 1024 * 1024],
    ids=["empty", "json", "svg", "cut", "not-square", "tiny", "huge", "gif", "long"])
def test_what_is_no_picture_of_a_code_is_neither_shown_nor_kept(content, tmp_path):
    pictures = code_pictures.CodePictures(lambda scene, page, width: content, PAGE, "e", tmp_path)

    with pytest.raises(NoPicture):
        pictures.of("token")

    assert pictures.or_none("token") is None
    assert list(tmp_path.rglob("*.*")) == []


@pytest.mark.parametrize("content", [_picture("JPEG", color="white"), _picture(mode="RGBA", color=(0, 0, 0, 0))])
def test_white_and_see_through_paper_are_white(content):
    assert Image.open(io.BytesIO(code_pictures.cleaned(content))).getextrema() == (255, 255)


@pytest.mark.parametrize("token", ["", "x" * 33, "a b", "码", "a%b", "a\n"])
def test_a_token_the_platform_would_not_take_is_never_sent(tmp_path, token):
    pictures = code_pictures.CodePictures(lambda *_, **__: _picture(), PAGE, "e", tmp_path)

    with pytest.raises(ValueError, match="scene"):
        pictures.of(token)


def test_the_platform_is_never_asked_inside_a_transaction(town, platform):
    with pytest.raises(RuntimeError), atomic():
        code_pictures.picture_for("token")


def test_a_batch_names_each_code_it_could_not_get(client, town, down):
    down(times=1)

    archive, rows = _archive(client, town)

    assert [row["状态"][:2] for row in rows] == ["缺：", "已生", "已生", "已生"]
    assert (rows[0]["文件"], len(archive.namelist())) == ("", 3 + 3)
    assert "缺1张-请稍后重新下载.txt" in archive.namelist()


def test_a_batch_asked_for_again_fetches_only_what_was_missing(client, town, down, asked):
    down(times=1)
    _archive(client, town)

    archive, rows = _archive(client, town)

    assert [row["状态"] for row in rows] == ["已生成"] * 4
    assert len(asked) == 4 + 1
    assert not any(name.startswith("缺") for name in archive.namelist())


def test_a_batch_stops_asking_a_platform_that_is_down(client, town, down, asked):
    down(times=4)

    archive, rows = _archive(client, town)

    assert (len(asked), archive.namelist()) == (3, ["缺4张-请稍后重新下载.txt", "清单.csv"])
    assert all(row["状态"].startswith("缺：") for row in rows)


@pytest.mark.parametrize("page", ["/pages/index", "pages/index?x=1", "https://example.org", "页面", "pages//index"])
def test_a_page_the_platform_would_refuse_stops_the_start(database, tmp_path, page):
    with pytest.raises(ValueError, match="WECHAT_CODE_PAGE"):
        create_app(settings(database.url, tmp_path, WECHAT_CODE_PAGE=page))
