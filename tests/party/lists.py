"""Headings of lists about the party organisation."""

from service.town import cast

VILLAGE = cast.VILLAGE
BRANCHES = ["党组织编码", "党组织名称", "地点编码", "上级党组织编码"]
GROUPS = ["党小组编码", "党小组名称", "党组织编码", "地点编码"]
HOUSEHOLDS = ["中心户编码", "中心户名称", "党小组编码", "地点编码"]
STATIONS = ["议事站编码", "议事站名称", "地点编码", "位置", "开放时间"]
MEMBERS = ["姓名", "手机", "党组织编码", "党小组编码", "单位编码", "加入日期"]
