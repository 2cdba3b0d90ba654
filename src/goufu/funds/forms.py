"""Forms for adding and adjusting budget lines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu.funds.actions.budget import Basis
from goufu.funds.models.budget import PROJECT_CATEGORIES
from goufu.funds.queries.budget import managed_bodies
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.ui.forms import DateField, Form, MoneyField

NOT_GIVEN = ("", _("未填"))


class LineForm(Form):
    """A new line. The model validates the codes."""

    body: forms.ModelChoiceField[Body] = forms.ModelChoiceField(
        label=_("单位"), queryset=None, empty_label=_("请选择")
    )
    year = forms.IntegerField(label=_("预算年度"), min_value=2000, max_value=2100)
    code = forms.CharField(
        label=_("项目编码"), max_length=40, help_text=_("预算系统的21位编码，或者本地的编码")
    )
    name = forms.CharField(label=_("项目名称"), max_length=200)
    category = forms.ChoiceField(
        label=_("项目类别"),
        required=False,
        choices=[NOT_GIVEN, *((code, f"{code} {name}") for code, name in PROJECT_CATEGORIES)],
        help_text=_("类别的名称待核对"),
    )
    function_class = forms.CharField(
        label=_("支出功能分类"), max_length=7, help_text=_("类、款、项编码，例如2081006")
    )
    department_economic_class = forms.CharField(
        label=_("部门经济分类"),
        max_length=5,
        required=False,
        help_text=_("例如30227；两种经济分类至少填一种"),
    )
    government_economic_class = forms.CharField(
        label=_("政府经济分类"), max_length=5, required=False, help_text=_("例如50205")
    )
    fund_kind = forms.CharField(label=_("资金性质"), max_length=40, help_text=_("编码，或者名称"))
    is_service_purchase = forms.BooleanField(label=_("政府购买服务"), required=False)
    is_gov_procurement = forms.BooleanField(label=_("政府采购"), required=False)
    catalogue_code = forms.CharField(label=_("购买服务目录编码"), max_length=40, required=False)
    item_code = forms.CharField(label=_("采购品目编码"), max_length=40, required=False)
    approved = MoneyField(label=_("批复金额"))
    second_year = MoneyField(label=_("第二年"), required=False)
    third_year = MoneyField(label=_("第三年"), required=False)

    fieldsets = [
        (_("哪一条"), ["body", "year", "code", "name", "category"]),
        (
            _("科目和资金"),
            ["function_class", "department_economic_class", "government_economic_class", "fund_kind"],
        ),
        (
            _("购买"),
            ["is_service_purchase", "catalogue_code", "is_gov_procurement", "item_code"],
        ),
        (_("金额"), ["approved", "second_year", "third_year"]),
    ]

    def __init__(self, *given: Any, agent: Agent, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["body"].queryset = managed_bodies(agent).select_related("office", "place")  # type: ignore[attr-defined]


class BasisForm(Form):
    """The document that orders a change of a budget."""

    number = forms.CharField(label=_("依据文号"), max_length=60, help_text=_("例如云财预〔2027〕9号"))
    title = forms.CharField(label=_("依据名称"), max_length=200)
    day = DateField(label=_("调整日期"))

    @property
    def basis(self) -> Basis:
        given = self.cleaned_data
        return Basis(given["number"], given["title"], given["day"])


class AdjustForm(BasisForm):
    amount = MoneyField(
        label=_("调整金额"), negative=True, help_text=_("调增写正数，调减写负数，例如 -50,000 或者 12万元")
    )
    field_order = ["amount", "number", "title", "day"]
