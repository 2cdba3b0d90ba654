"""Everybody as whom one can sign in, by role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.registry.models import Appointment

SHOWN = 3  # of each role; the others are a click away
JOBS: dict[str, Promise] = {
    Role.PURCHASING_OFFICER: _("写项目、提交，看法规怎么说"),
    Role.PURCHASING_LEAD: _("看本单位全部项目，说明理由、豁免提醒"),
    Role.FINANCE_OFFICER: _("审核项目，管预算、目录和承接主体档案"),
    Role.AUDITOR: _("看本地全部项目和日志"),
    Role.PROVIDER_AGENT: _("找采购项目，看本单位的档案，参加采购"),
    Role.AGENCY_AGENT: _("办采购人委托的采购：文件、公告、开启、评审"),
    Role.SYSTEM_ADMIN: _("登记单位和人员"),
    Role.SECURITY_ADMIN: pgettext_lazy("persona", "授予岗位"),
    Role.AUDIT_ADMIN: pgettext_lazy("persona", "核验日志"),
}


@dataclass(frozen=True, slots=True)
class Personas:
    """Those who hold a role, those of counties before the others: a few, and the others."""

    role: Role
    job: Promise
    first: Sequence[Appointment]
    others: Sequence[Appointment]


def held(*roles: Role) -> list[Appointment]:
    """The appointments of today to these roles; those of counties come first."""
    found = (
        Appointment.objects.filter(role__in=roles, days__contains=wall_clock.today(), person__is_active=True)
        .select_related("person", "body__place")
        .order_by("body__place__code", "body_id", "person_id")
    )
    return sorted(found, key=lambda each: each.body.level != "county")


def personas(words: str = "") -> list[Personas]:
    """By role; one query. words: only those whose name or body's name has them, and all of these are `first`."""
    words, shown = words.strip(), SHOWN
    everybody = held(*map(Role, JOBS))
    if words:
        everybody = [each for each in everybody if words in each.person.name or words in each.body.name]
        shown = len(everybody)
    found = []
    for role, job in JOBS.items():
        holders = [each for each in everybody if each.role == role]
        if holders or not words:
            found.append(Personas(Role(role), job, holders[:shown], holders[shown:]))
    return found
