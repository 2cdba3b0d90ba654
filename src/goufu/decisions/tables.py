"""The list of decisions and its filters."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Left, RPad
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goufu.decisions.doubts import rule_choices
from goufu.decisions.finding import search
from goufu.decisions.models import Decision, DecisionState, Verdict
from goufu.decisions.queries import decisions, show_whole
from goufu.registry.models import Place
from goufu.ui.filters import ChoiceFilter, Contains, FilterSet, ModelChoiceFilter
from goufu.ui.paging import Known
from goufu.ui.tables import A, DateColumn, StateColumn, Table, TextColumn

VERDICT_KINDS: dict[str, str] = {Verdict.LAWFUL: "ok", Verdict.UNLAWFUL: "stop"}
STATE_KINDS: dict[str, str] = {
    DecisionState.STANDING: "ok",
    DecisionState.WITHDRAWN: "info",
    DecisionState.REPLACED: "info",
}


class Words(Contains):
    """A filter for decisions whose title, doubt and reason contain all the words, without the names of bodies."""

    def __init__(self, *, label: Any) -> None:
        super().__init__([], label=label)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        query = search(value or "")
        return rows.filter(found=query) if query else rows


def places(request: HttpRequest) -> QuerySet[Place]:
    """The places whose offices decided something that the agent may see, and those above them."""
    codes = decisions(request.agent).order_by().values("place_code")  # type: ignore[attr-defined]
    deciding = Q(code__in=codes)
    for digits in (2, 4):
        above = RPad(Left("place_code", digits), 6, Value("0"))
        deciding |= Q(code__in=codes.annotate(above=above).values("above"))
    return Place.objects.filter(deciding, listed_until=None).order_by("code")


class DecisionFilter(FilterSet):
    q = Words(label=_("名称、疑点或理由"))
    rule = ChoiceFilter(label=pgettext_lazy("one", "规则"), choices=rule_choices)
    verdict = ChoiceFilter(label=_("判定"), choices=Verdict.choices)
    place = ModelChoiceFilter(label=_("区划"), queryset=places, method="within")
    state = ChoiceFilter(label=_("状态"), choices=DecisionState.choices)

    def within(self, rows: QuerySet[Decision], name: str, place: Place | None) -> QuerySet[Decision]:
        return rows.filter(place_code__startswith=place.prefix) if place else rows


class DecisionTable(Table):
    title = _("疑点判定")
    is_compact = True
    name = TextColumn(
        accessor="seen_title",
        verbose_name=_("项目名称"),
        linkify=("decisions:decision", {"number": A("pk")}),
        orderable=False,
    )
    rule = TextColumn(
        accessor="rule_title",
        verbose_name=pgettext_lazy("one", "规则"),
        linkify=("law:rule", {"rule_id": A("rule")}),
        orderable=False,
    )
    verdict = StateColumn(verbose_name=_("判定"), kinds=VERDICT_KINDS, orderable=False)
    reason = TextColumn(verbose_name=_("理由"), orderable=False)
    body = TextColumn(accessor="body_name", verbose_name=_("判定单位"), orderable=False)
    person = TextColumn(accessor="person__name", verbose_name=_("判定人"), orderable=False, visible=False)
    day = DateColumn(verbose_name=_("日期"), orderable=False)
    state = StateColumn(verbose_name=_("状态"), kinds=STATE_KINDS, orderable=False)

    class Meta(Table.Meta):
        empty_text = _("财政部门对疑点定过可以购买还是不得购买，都在这里；遇到相近的项目会显示出来。")

    def show(self, request: HttpRequest, known: Known | None = None) -> None:
        super().show(request, known)
        show_whole(request.agent, self.page.object_list)  # type: ignore[attr-defined]
