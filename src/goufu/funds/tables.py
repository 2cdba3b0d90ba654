"""The list of budget lines: its columns and its filters."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goufu.funds.models import BudgetLine
from goufu.funds.queries import budget as queries
from goufu.ui.bars import MoneyBar
from goufu.ui.filters import ChoiceFilter, Contains, FilterSet, ModelChoiceFilter, YesNoFilter
from goufu.ui.money import Unit
from goufu.ui.tables import A, MoneyColumn, NumberColumn, StateColumn, Table, TextColumn, YearColumn

EMPTY = _("批复的预算列在这里，项目从中占用资金。由财政部门导入或者逐条增加。")


def bar_of(money: queries.Money | BudgetLine, unit: Unit = Unit.YUAN) -> MoneyBar:
    return MoneyBar(money.approved, money.reserved, money.committed, money.paid, unit=unit)


class BarColumn(TextColumn):
    """A column with money as a bar; in Excel, the share that is reserved or committed."""

    attrs = {"td": {"class": "funds-bar"}, "th": {"class": "funds-bar"}}

    def render(self, value: queries.Money) -> str:
        return render_to_string("funds/bar.html", {"bar": bar_of(value)})

    def value(self, **given: Any) -> str:
        money: queries.Money = given["value"]
        return f"{1 - money.available / money.approved:.1%}" if money.approved else ""


class TreeTable(Table):
    """The tree of bodies: rows are branches, with their money in a bar."""

    title = _("预算")
    body = TextColumn(
        _("单位"),
        accessor="name",
        linkify=lambda record: f"{reverse('budget:lines')}?year={record.year}&body={record.body.pk}",
        attrs={"td": {"class": lambda record: f"funds-depth-{min(record.depth, 4)}"}},
    )
    lines = NumberColumn(pgettext_lazy("count", "指标"), accessor="money__lines")
    approved = MoneyColumn(_("批复"), accessor="money__approved")
    used = BarColumn(_("使用情况"), accessor="money")
    reserved = MoneyColumn(_("已占用"), accessor="money__reserved", visible=False)
    committed = MoneyColumn(_("已承诺"), accessor="money__committed", visible=False)
    paid = MoneyColumn(_("已支付"), accessor="money__paid")
    available = MoneyColumn(_("可用"), accessor="money__available")

    class Meta(Table.Meta):
        orderable = False
        empty_text = EMPTY


class LineTable(Table):
    title = _("预算指标")
    name = TextColumn(_("项目名称"), linkify=("budget:line", {"pk": A("pk")}))
    code = TextColumn(_("项目编码"))
    body = TextColumn(_("单位"), accessor="body_name", order_by="body__name")
    year = YearColumn(_("年度"))
    function_class = TextColumn(_("功能分类"), visible=False)
    department_economic_class = TextColumn(_("部门经济分类"), visible=False)
    government_economic_class = TextColumn(_("政府经济分类"), visible=False)
    fund_kind = TextColumn(_("资金性质"), visible=False)
    approved = MoneyColumn(_("批复"), total=True)
    reserved = MoneyColumn(_("已占用"), total=True)
    committed = MoneyColumn(_("已承诺"), total=True)
    paid = MoneyColumn(_("已支付"), total=True)
    available = MoneyColumn(_("可用"), total=True)

    class Meta(Table.Meta):
        empty_text = EMPTY

    def render_fund_kind(self, record: BudgetLine) -> str:
        return record.fund_name


EFFECTS = {"added": _("新增"), "adjusted": _("调整金额"), "reworded": _("只改其他内容")}


class EffectColumn(StateColumn):
    """A column of what an import did to a line (a key of EFFECTS)."""

    def render(self, value: object, record: object, bound_column: Any) -> str:
        return super().render(EFFECTS[str(value)], record, bound_column)

    def value(self, **given: Any) -> str:
        return str(EFFECTS[given["value"]])


class ImportedTable(LineTable):
    """The lines that an import added or changed."""

    title = _("这次导入的指标")
    effect = EffectColumn(_("这次导入"), kinds={"added": "ok", "adjusted": "warn"}, orderable=False)
    adjusted = MoneyColumn(_("金额调整"), orderable=False)
    reserved = MoneyColumn(_("已占用"), visible=False)
    committed = MoneyColumn(_("已承诺"), visible=False)
    paid = MoneyColumn(_("已支付"), visible=False)

    class Meta(LineTable.Meta):
        sequence = ("name", "code", "effect", "body", "year", "...")


class LineFilter(FilterSet):
    """The filters of the list of lines; the choices are those of the lines that the agent may see."""

    q = Contains(["name", "code"], label=_("名称或编码"))
    year = ChoiceFilter(label=_("年度"))
    body = ModelChoiceFilter(
        label=_("单位"), queryset=lambda request: queries.bodies_with_lines(request.agent)
    )
    is_service_purchase = YesNoFilter(label=_("政府购买服务"))
    is_gov_procurement = YesNoFilter(label=_("政府采购"))
    fund_kind = ChoiceFilter(label=_("资金性质"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        agent = self.request.agent
        self.filters["year"].extra["choices"] = [(year, year) for year in queries.years(agent)]
        self.filters["fund_kind"].extra["choices"] = queries.fund_kinds(agent)
