"""Figures taken home as a file, and the buildings where nobody is registered."""

import csv
import io

import openpyxl
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import db

V1 = "/api/v1/statistics"


def test_the_places_of_a_month_come_as_a_sheet(town, client, year):
    year.day(1)
    answer = client.get(f"{V1}/places?place={town.place('village').code}&month={year.month}&format=xlsx",
                        headers=town.sign_in("secretary-lin"))
    heading, *rows = openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True)

    assert answer.headers["Content-Disposition"].startswith("attachment; filename=month-")
    assert {row[1]: row[heading.index("已开展")] for row in rows} == {"大屋院落": 1, "竹林院落": 0}


def test_an_export_is_one_row_in_the_audit_log(town, client, year):
    client.get(f"{V1}/places?place={town.place('village').code}&month={year.month}&format=csv",
               headers=town.sign_in("secretary-lin"))
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1)).one()

    assert (entry.act, entry.subject, entry.actor_id) == ("export", "list:month", town.account("secretary-lin").id)


def test_buildings_without_a_member_are_listed_and_exported_whole(town, client, year):
    year.registration("王师傅", "building_1")
    path, headers = f"{V1}/buildings-without-members?place={town.place('community').code}", town.sign_in("worker-zhang")
    page = client.get(f"{path}&limit=1", headers=headers).json
    listed = list(csv.reader(io.StringIO(client.get(f"{path}&format=csv", headers=headers).data.decode("utf-8-sig"))))

    assert (len(page["items"]), page["next"] is None) == (1, False)
    assert [row[1:3] for row in listed[1:]] == [["2号楼", "东街花园"], ["3号楼", "东街花园"], ["1号楼", "河街小区"]]


def test_who_does_not_look_after_the_place_takes_nothing_home(town, client, year):
    answer = client.get(f"{V1}/buildings-without-members?place={town.place('community').code}&format=csv",
                        headers=town.sign_in("worker-far"))

    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")
