"""The list of bodies and its filters."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goufu.registry.kinds import body_kinds, levels
from goufu.registry.models import Body
from goufu.registry.names import PinyinOrder
from goufu.registry.queries.designations import named
from goufu.ui.columns import state
from goufu.ui.filters import ChoiceFilter, Contains, FilterSet, YesNoFilter
from goufu.ui.tables import A, Table, TextColumn


class BodyTable(Table):
    title: str | Promise = pgettext_lazy("list", "单位")
    name = TextColumn(_("名称"), linkify=("registry:body", {"number": A("pk")}))
    former = TextColumn(_("曾用名"), accessor="former_names", orderable=False, visible=False)
    kind = TextColumn(_("类别"), accessor="get_kind_display", order_by="kind")
    place = TextColumn(_("区划"), accessor="place__name", order_by="place__code")
    level = TextColumn(_("级次"), accessor="get_level_display", order_by="level")
    office = TextColumn(_("主管财政部门"), accessor="office__name", order_by="office__name")
    credit_code = TextColumn(_("统一社会信用代码"))
    agency_code = TextColumn(_("预算单位编码"), visible=False)
    is_active = TextColumn(_("状态"))

    class Meta(Table.Meta):
        empty_text = _("国家机关、事业单位、社会组织、企业等，登记以后才能办理购买服务。")

    def order_name(self, rows: QuerySet[Body], is_descending: bool) -> tuple[QuerySet[Body], bool]:
        place = PinyinOrder("name")
        return rows.order_by(place.desc() if is_descending else place.asc()), True

    def render_name(self, record: Body) -> str:
        if not record.former_names:  # type: ignore[attr-defined]  # registry.queries.designations
            return record.name
        former = _("曾用名：%(names)s") % {"names": "、".join(record.former_names)}  # type: ignore[attr-defined]
        return format_html('{} <span class="sub">{}</span>', record.name, former)

    def value_name(self, value: str) -> str:
        return value

    def render_former(self, value: list[str]) -> str:
        return "、".join(value)

    def render_is_active(self, value: bool) -> str:
        kind, word = ("ok", _("正常")) if value else ("stop", _("停用"))
        return state(kind, str(word))

    def value_is_active(self, value: bool) -> str:
        return str(_("正常") if value else _("停用"))


class Named(Contains):
    """A filter for bodies whose present or former names or codes contain each of the words."""

    def __init__(self, *, label: str | Promise) -> None:
        super().__init__([], label=label)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(named(value or ""))


class PlaceWithin(Contains):
    """A filter for bodies in a place or below it, by code or by names."""

    def __init__(self, *, label: str | Promise) -> None:
        super().__init__(["place__name", "place__parent__name", "place__parent__parent__name"], label=label)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        code = (value or "").strip()
        if not (code.isascii() and code.isdigit()):
            return super().filter(rows, value)
        return rows.filter(place__code__startswith=re.sub("(00){1,2}$", "", code))


class BodyFilter(FilterSet):
    q = Named(label=_("名称、曾用名或代码"))
    kind = ChoiceFilter(label=_("类别"), choices=body_kinds)
    place = PlaceWithin(label=_("区划（代码或名称）"))
    level = ChoiceFilter(label=_("级次"), choices=levels)
    office = Contains(["office__name"], label=_("主管财政部门"))
    is_active = YesNoFilter(label=_("正常"))
