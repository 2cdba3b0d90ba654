"""The form of the scoring table: the price, and a fieldset for each factor with its grades line by line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from goufu.core.errors import Refusal
from goufu.core.model_forms import FieldsForm
from goufu.procurement.actions.scoring import FactorIn
from goufu.procurement.forms.grades import grades_in, text_of
from goufu.procurement.models import Lot, ScoringTable
from goufu.procurement.models.scoring import PERCENTS
from goufu.ui.forms import GrowingText

SPARE, FIRST = 2, 4  # empty factors at the end, and of a new table
PARTS = ("title", "points", "is_objective", "looks_at", "grades")


class ScoringForm(FieldsForm):
    """The table; a factor without a name is none. `lot`: whose own table it is, or would be."""

    class Meta(FieldsForm.Meta):
        model = ScoringTable
        fields = ["price_points", *PERCENTS]

    def __init__(self, *given: Any, table: ScoringTable | None, lot: Lot | None = None, **more: Any) -> None:
        had = list(table.factors.all()) if table else []
        names = ["price_points", *PERCENTS]
        shown = {name: getattr(table, name) for name in names} if table else {}
        super().__init__(*given, initial=shown, **more)
        self.count = max(len(had) + SPARE, FIRST)
        self.fieldsets = [(_("价格"), names)]
        if lot:
            self.fields["is_shared"] = forms.BooleanField(
                label=_("这个包不另设，和其他包用同一张评审标准"),
                required=False,
                help_text=_("勾选以后保存，下面填的不再保留"),
            )
            self.fieldsets.insert(0, ("", ["is_shared"]))
        for line in range(1, self.count + 1):
            factor = had[line - 1] if line <= len(had) else None
            self._add(line, factor)
            self.fieldsets.append(
                (_("第 %(number)s 个因素") % {"number": line}, [f"{part}-{line}" for part in PARTS])
            )

    def _add(self, line: int, factor: Any) -> None:
        self.fields[f"title-{line}"] = forms.CharField(
            label=_("因素"), max_length=100, required=False, initial=factor.title if factor else ""
        )
        self.fields[f"points-{line}"] = forms.DecimalField(
            label=_("满分"),
            max_digits=5,
            decimal_places=2,
            min_value=Decimal("0.01"),
            max_value=Decimal(100),
            required=False,
            initial=factor.points if factor else None,
            widget=forms.TextInput({"inputmode": "decimal"}),
        )
        self.fields[f"is_objective-{line}"] = forms.BooleanField(
            label=_("客观因素：由组长核对一次，各人得分相同"),
            required=False,
            initial=bool(factor and factor.is_objective),
        )
        self.fields[f"looks_at-{line}"] = forms.CharField(
            label=_("看响应文件的哪里"),
            max_length=200,
            required=False,
            initial=factor.looks_at if factor else "",
        )
        self.fields[f"grades-{line}"] = forms.CharField(
            label=_("档次和指标"),
            max_length=4_000,
            required=False,
            widget=GrowingText,
            initial=text_of(factor.grades) if factor else "",
            help_text=_("每档一行，先写分值，再写能核对的指标。例如：26—30 逐项写明人员、频次和应急办法"),
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self.factors: list[FactorIn] = []
        if said.get("is_shared"):
            return said
        for line in range(1, self.count + 1):
            title = said.get(f"title-{line}")
            if not title:
                if said.get(f"points-{line}") or said.get(f"grades-{line}"):
                    self.add_error(f"title-{line}", _("写了分值或者档次，没有写是什么因素"))
                continue
            if not said.get(f"points-{line}"):
                if f"points-{line}" not in self.errors:
                    self.add_error(f"points-{line}", _("请填写满分"))
                continue
            try:
                grades = grades_in(said.get(f"grades-{line}", ""), title)
            except Refusal as refusal:
                self.add_error(f"grades-{line}", f"{refusal.what}。{refusal.remedy}")
                continue
            self.factors.append(
                FactorIn(
                    title,
                    said[f"points-{line}"],
                    said[f"is_objective-{line}"],
                    said[f"looks_at-{line}"],
                    grades,
                )
            )
        return said

    def said(self) -> dict[str, Any]:
        """The action's arguments."""
        if self.cleaned_data.get("is_shared"):
            return {"price_points": None, "factors": []}
        return {
            "price_points": self.cleaned_data["price_points"],
            "percents": {name: self.cleaned_data[name] for name in PERCENTS},
            "factors": self.factors,
        }
