"""Codes of a community are given out, taken out of use, replaced and printed on one page."""

from io import BytesIO
from zipfile import ZipFile

import sqlalchemy as sa

from service.core.database import db
from service.organization.models import PlaceCode
from service.town import cast

COMMUNITY, BUILDING = cast.COMMUNITY, cast.NICKNAMES["building_1"]


def _live(code):
    return db.session.scalars(sa.select(PlaceCode.token).join(PlaceCode.place).where(
        PlaceCode.revoked_at.is_(None), PlaceCode.place.has(code=code)).order_by(PlaceCode.id)).all()


def test_a_worker_finds_the_codes_of_his_community(visit, town):
    page = visit("worker-zhang").get("/desk/codes")

    assert page.path == "/desk/codes"
    assert "东街社区" in page.text and f"码尾 {town.token('building_1')[-4:]}" in page.text
    assert town.token("courtyard_1")[-4:] not in page.text
    assert "/desk/codes/500115001" not in page.links()


def test_a_code_is_replaced_or_revoked_with_a_reason_and_stays_in_the_history(visit, town):
    old, path = town.token("building_1"), f"/desk/codes/{COMMUNITY}"
    zhang = visit("worker-zhang")
    page = zhang.get(path)

    without = zhang.submit(page, f"{path}/{old}/revocation")
    # the second button of the same form is for replacing
    form = dict(reason="被雨淋坏了", _csrf=page.document.query("main input[name=_csrf]")[0].attrs["value"])
    replaced = zhang.send(f"{path}/{old}/replacement", form)
    new = _live(BUILDING)[0]
    revoked = zhang.submit(replaced, f"{path}/{new}/revocation", reason="楼栋拆除了")

    assert (without.status, without.problem) == (422, "invalid")
    assert f"换成码尾 {new[-4:]}" in replaced.text and "被雨淋坏了" in replaced.text
    assert "楼栋拆除了" in revoked.text and _live(BUILDING) == []
    assert new[-4:] in zhang.get(f"{path}?live=no").text and new[-4:] not in zhang.get(f"{path}?live=yes").text


def test_codes_are_issued_one_or_all_that_are_missing(visit):
    zhang, path = visit("worker-zhang"), f"/desk/codes/{BUILDING}"
    before = len(_live(BUILDING))

    one = zhang.submit(zhang.get(path), f"{path}/new")
    none = zhang.submit(one, f"{path}/missing")

    assert len(_live(BUILDING)) == before + 1 and "已发放一个新码" in one.text
    assert "发放了 0 个码" in none.text


def test_the_posters_come_in_one_zip_with_the_cookie(visit):
    answer = visit("worker-zhang").client.get(f"/desk/codes/{COMMUNITY}/posters.zip?paper=a6x4&format=svg")

    names = ZipFile(BytesIO(answer.data)).namelist()
    assert answer.mimetype == "application/zip" and "no-store" in answer.headers["Cache-Control"]
    assert "filename*=UTF-8''%E4%B8%9C" in answer.headers["Content-Disposition"]
    assert "全部-A4-每页四张.pdf" in names and "清单.csv" in names and any(name.endswith(".svg") for name in names)


def test_codes_are_closed_to_others_and_only_looked_at_by_supervisors(visit):
    html = {"Accept": "text/html"}

    assert visit("member-wang").get("/desk/codes").status == 403
    assert visit("worker-far").get(f"/desk/codes/{COMMUNITY}").status == 403
    assert visit("worker-far").client.get(f"/desk/codes/{COMMUNITY}/posters.zip", headers=html).status_code == 403
    watched = visit("supervisor-wu").get(f"/desk/codes/{COMMUNITY}")
    assert watched.status == 200 and not watched.document.query("main form[method=post]")


def test_the_list_asks_little(visit, statements):
    zhang = visit("worker-zhang")
    zhang.get("/desk/codes")

    with statements() as sent:
        zhang.get("/desk/codes")

    assert len(sent) <= 8, "\n".join(sent)
