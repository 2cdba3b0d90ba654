"""What is asked after an emergency procurement: its filing, its review, and what it brought."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu import wall_clock
from goufu.core.reasons import ReasonField
from goufu.core.steps import StepForm
from goufu.procurement.models import LaneEffect, LaneFinding
from goufu.ui.forms import DateField


class FilingForm(StepForm):
    """What is filed, and on which day."""

    day = DateField(label=_("报备的日子"), initial=wall_clock.today)
    text = ReasonField(
        label=_("报备的内容"),
        max_length=5_000,
        help_text=_("为什么紧急，怎样找的供应商，买了什么，还剩什么没有办"),
    )


class LaneReviewForm(StepForm):
    """What the finance office found."""

    finding = forms.ChoiceField(label=_("审查结论"), choices=LaneFinding.choices, widget=forms.RadioSelect)
    text = ReasonField(
        label=_("审查意见"),
        max_length=5_000,
        help_text=_("看了哪些材料，怎样认定的；要整改的写明哪里、到哪一天"),
    )


class EffectsForm(StepForm):
    """Capacity, unit cost and speed, before and after."""

    fieldsets = (
        (_("服务能力"), ["capacity_unit", "capacity_before", "capacity_after"]),
        (_("单位成本"), ["cost_unit", "cost_before", "cost_after"]),
        (_("响应时间"), ["speed_unit", "speed_before", "speed_after"]),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        names = [name for _legend, group in self.fieldsets for name in group]
        self.fields |= forms.fields_for_model(LaneEffect, fields=(*names, "source"))
        last = self.thing.lane_effects.order_by("-pk").first()
        for name in (*names, "source"):
            self.initial.setdefault(name, getattr(last, name, None))

    def said(self) -> dict[str, Any]:
        return {"figures": dict(self.cleaned_data)}
