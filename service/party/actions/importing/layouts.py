"""The headings of the lists this package takes over; its own exports carry the first of each."""

from __future__ import annotations

from service.organization.columns import Layout

PLACE = ("地点编码", "所在地点编码", "place_code")
BRANCH = ("党组织编码", "所属党组织编码", "branch_code")
GROUP = ("党小组编码", "院落党小组编码", "group_code")
HOUSEHOLD = ("中心户编码", "党员中心户编码", "household_code")
UNIT = ("单位编码", "unit_code")
PHONE = ("手机", "手机号", "手机号码", "phone")
CODE, NAME = ("编码", "code"), ("名称", "name")

BRANCHES = Layout("branches", {
    "code": ("党组织编码", "branch_code"), "name": ("党组织名称", *NAME), "place_code": PLACE,
    "parent_code": ("上级党组织编码", "上级编码", "parent_code")},
    optional=frozenset({"parent_code"}), named={"code": CODE})
GROUPS = Layout("groups", {
    "code": GROUP, "name": ("党小组名称", "院落党小组名称", *NAME), "branch_code": BRANCH, "place_code": PLACE},
    named={"code": CODE})
HOUSEHOLDS = Layout("households", {
    "code": HOUSEHOLD, "name": ("中心户名称", *NAME), "group_code": GROUP, "place_code": PLACE}, named={"code": CODE})
STATIONS = Layout("stations", {
    "code": ("议事站编码", "station_code"), "name": ("议事站名称", *NAME), "place_code": PLACE,
    "spot": ("位置", "spot"), "hours": ("开放时间", "hours")},
    optional=frozenset({"spot", "hours"}), named={"code": CODE})
MEMBERS = Layout("members", {
    "name": ("姓名", "name"), "phone": PHONE, "branch_code": BRANCH, "group_code": GROUP, "unit_code": UNIT,
    "joined_on": ("加入日期", "转入日期", "joined_on")},
    optional=frozenset({"phone", "branch_code", "group_code", "unit_code", "joined_on"}),
    one_of=frozenset({"branch_code", "group_code", "unit_code"}))
OFFICES = Layout("offices", {
    "office": ("职务", "office"), "name": ("姓名", "name"), "phone": PHONE, "branch_code": BRANCH,
    "group_code": GROUP, "household_code": HOUSEHOLD, "unit_code": UNIT, "since": ("任职日期", "任职时间", "since")},
    optional=frozenset({"phone", "branch_code", "group_code", "household_code", "unit_code", "since"}),
    one_of=frozenset({"branch_code", "group_code", "household_code", "unit_code"}))
