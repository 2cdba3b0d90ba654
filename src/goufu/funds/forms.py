"""Forms for adding and adjusting budget lines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu.core.model_forms import UNSAID, FieldsForm
from goufu.funds.actions.budget import Basis
from goufu.funds.models.budget import PROJECT_CATEGORIES, BudgetLine
from goufu.funds.queries.budget import managed_bodies
from goufu.funds.queries.importing import BudgetComparison
from goufu.funds.queries.plausibility import DoubtKind
from goufu.registry.agents import Agent
from goufu.ui.forms import DateField, Form, MoneyField


class LineForm(FieldsForm):
    """The facts of a new budget line."""

    class Meta(FieldsForm.Meta):
        model = BudgetLine
        fields = [
            "body", "year", "code", "name", "category", "function_class", "department_economic_class",
            "government_economic_class", "fund_kind", "is_service_purchase", "is_gov_procurement", "catalogue_code",
            "item_code", "approved", "second_year", "third_year",
        ]  # fmt: skip

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
        body, category = self.fields["body"], self.fields["category"]
        assert isinstance(body, forms.ModelChoiceField)
        assert isinstance(category, forms.ChoiceField)
        body.queryset = managed_bodies(agent).select_related("office", "place")
        body.empty_label = _("请选择")
        category.choices = [UNSAID, *((code, f"{code} {name}") for code, name in PROJECT_CATEGORIES)]


class BasisForm(Form):
    """The document that orders a change of a budget."""

    number = forms.CharField(label=_("依据文号"), max_length=60, help_text=_("例如云财预〔2027〕9号"))
    title = forms.CharField(label=_("依据名称"), max_length=200)
    day = DateField(label=_("调整日期"))

    @property
    def basis(self) -> Basis:
        given = self.cleaned_data
        return Basis(given["number"], given["title"], given["day"])


class ConfirmForm(BasisForm):
    """What confirms an import: the document where amounts change, and a tick for each kind of doubt."""

    def ask_for(self, found: BudgetComparison) -> None:
        """Asks for what this comparison needs."""
        if not found.adjusted:
            for name in BasisForm.base_fields:
                del self.fields[name]
        for kind, doubts in found.doubts_by_kind.items():
            self.fields[kind.field] = forms.BooleanField(
                label=_("已逐条核对（%(count)s 条）：%(what)s") % {"count": len(doubts), "what": kind.label},
                error_messages={"required": _("请逐条核对，没有错就勾选；有错就改好文件再上传")},
            )

    @property
    def checked(self) -> list[str]:
        """The kinds of doubt that are ticked."""
        return [kind for kind in DoubtKind if self.cleaned_data.get(kind.field)]


class AdjustForm(BasisForm):
    amount = MoneyField(
        label=_("调整金额"), negative=True, help_text=_("调增写正数，调减写负数，例如 -50,000 或者 12万元")
    )
    field_order = ["amount", "number", "title", "day"]
