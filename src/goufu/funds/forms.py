"""Forms for adding and adjusting budget lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu.core.model_forms import UNSAID, FieldsForm
from goufu.funds.actions.budget import Basis
from goufu.funds.models.budget import PROJECT_CATEGORIES, BudgetLine
from goufu.funds.queries.budget import known_codes, managed_bodies
from goufu.funds.queries.coding import ENTRY, ITEM, Codes
from goufu.funds.queries.importing import CLASSES, KEY, BudgetComparison
from goufu.funds.queries.plausibility import DoubtKind
from goufu.registry.agents import Agent
from goufu.ui.forms import DateField, Form, MoneyField
from goufu.ui.picking import KnownInput


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
        for name, known in known_codes(agent).items():
            self.fields[name].widget = KnownInput(known, self.fields[name].widget.attrs)

    def clean(self) -> dict[str, Any]:
        """Says at once, beside other faults, what would be refused later: no economic class, and a line that is there."""
        given = super().clean() or {}
        if not any(given.get(name) or name in self.errors for name in CLASSES):
            self.add_error(CLASSES[0], _("部门经济分类和政府经济分类都没有填写，至少填写一种"))
        key = {name: given.get(name) for name in KEY if name != "body_id"} | {"body": given.get("body")}
        # Where nothing else is wrong the action says it, which knows a form that was sent twice.
        if self.errors and None not in key.values() and BudgetLine.objects.filter(**key).exists():
            self.add_error("code", _("同一年度、单位、项目编码、科目和资金性质的预算指标已经有一条"))
        self._ask_codes(given)
        return given

    def _ask_codes(self, given: Mapping[str, Any]) -> None:
        """Refuses codes that mean nothing: one line is typed by whoever can look them up; a file asks instead."""
        if not (given.get("body") and given.get("year")):
            return
        names = ("body", "year", ENTRY, ITEM)
        line = BudgetLine(**{name: given[name] for name in names if name in given})
        codes = Codes.of([line])
        if not codes.knows(line, ENTRY):
            self.add_error(ENTRY, _("单位当年适用的指导性目录里没有这个编码；请核对，或者先留空"))
        if not codes.knows(line, ITEM):
            self.add_error(ITEM, _("政府采购品目分类目录里没有这个编码；请核对，或者先留空"))


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
