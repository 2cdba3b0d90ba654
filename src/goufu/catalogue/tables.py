"""The lists of the catalogue and their filters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goufu.catalogue.models import CentralList, Comment, Edition, EditionKind, EditionState
from goufu.ui.filters import ChoiceFilter, Contains, FilterSet, Since, Until
from goufu.ui.tables import A, DateColumn, NumberColumn, StateColumn, Table, TextColumn

STATE_KINDS: dict[str, str] = {
    EditionState.DRAFT: "info",
    EditionState.CONSULTING: "info",
    EditionState.REVIEWING: "warn",
    EditionState.PUBLISHED: "ok",
    EditionState.SUPERSEDED: "info",
    EditionState.WITHDRAWN: "stop",
}


class EditionTable(Table):
    title = _("目录版次")
    name = TextColumn(_("名称"), accessor="title", linkify=("catalogue:edition", {"number": A("pk")}))
    number = NumberColumn(_("版次"))
    owner = TextColumn(_("编制单位"), accessor="owner_name")
    place = TextColumn(_("区划"), accessor="owner__place__name", visible=False)
    kind = TextColumn(_("种类"), accessor="get_kind_display", order_by="kind")
    state = StateColumn(_("状态"), kinds=STATE_KINDS)
    valid_from = DateColumn(_("施行"))
    day_mark = TextColumn(_("施行日期核对"), orderable=False)
    valid_until = DateColumn(_("有效至"))
    published_on = DateColumn(_("公布"), visible=False)
    entry_count = NumberColumn(_("条目"))

    class Meta(Table.Meta):
        model = None
        empty_text = _("财政部门和各部门编制、公布的指导性目录在这里。")


class CentralListTable(Table):
    title = _("集中采购目录")
    number = TextColumn(_("文号"), linkify=("catalogue:central_list", {"number": A("pk")}))
    owner = TextColumn(_("财政部门"), accessor="owner__name")
    place = TextColumn(_("适用于"), accessor="holds_for", order_by=("place", "level"))
    valid_from = DateColumn(_("施行"))
    item_count = NumberColumn(_("品目"))

    class Meta(Table.Meta):
        model = None
        empty_text = _("财政部门导入的集中采购目录在这里。")


class CentralListFilter(FilterSet):
    q = Contains(["number", "owner__name", "owner__place__name", "place"], label=_("文号、财政部门或区划"))
    since = Since("valid_from", label=_("施行从"))

    class Meta:
        model = CentralList
        fields: list[str] = []


class EditionFilter(FilterSet):
    q = Contains(["title", "owner__name", "owner__place__name"], label=_("名称、单位或区划"))
    kind = ChoiceFilter(label=_("种类"), choices=EditionKind.choices)
    state = ChoiceFilter(label=_("状态"), choices=EditionState.choices)
    since = Since("valid_from", label=_("施行日期从"))
    until = Until("valid_from", label=_("到"))

    class Meta:
        model = Edition
        fields: list[str] = []


class CommentTable(Table):
    title = _("征求意见")
    edition = TextColumn(
        _("目录"),
        accessor="edition",
        linkify=("catalogue:comment", {"number": A("pk")}),
        order_by="edition__title",
    )
    owner = TextColumn(_("编制单位"), accessor="edition__owner__name")
    asked_on = DateColumn(_("征求"))
    due_on = DateColumn(_("答复期限"))
    answered_on = DateColumn(_("答复"))
    text = TextColumn(_("意见"))
    is_accepted = TextColumn(_("采纳"), accessor="outcome", orderable=False)

    class Meta(Table.Meta):
        empty_text = _("别的单位编制目录，征求本单位意见的，在这里答复。")


class CommentFilter(FilterSet):
    q = Contains(["edition__title", "edition__owner__name"], label=_("目录或编制单位"))
    due = Until("due_on", label=_("期限到"))

    class Meta:
        model = Comment
        fields: list[str] = []
