"""What people read for the roles of persons."""

from __future__ import annotations

from service.organization.models import Role

ROLES = {Role.COMMUNITY_WORKER: "社区工作人员", Role.PARTY_MEMBER: "报到党员", Role.VOLUNTEER: "志愿者",
         Role.COURTYARD_LEAD: "院落长", Role.BRANCH_SECRETARY: "支部书记", Role.TOWN_SUPERVISOR: "镇街督办",
         Role.DISTRICT_ADMIN: "区管理员", Role.UNIT_ADMIN: "单位联络人", Role.AUDITOR: "审计"}
