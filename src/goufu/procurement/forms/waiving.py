"""What is asked where rules of the stage are waived for one procurement."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu.core.errors import Refusal
from goufu.core.opinion import Opinion
from goufu.core.principal import Principal
from goufu.core.steps import StepForm
from goufu.law.answers import Answer
from goufu.planning.actions.deciding import WAIVED_BY
from goufu.procurement.choices import STAGE
from goufu.procurement.law import opinion_of, waivable
from goufu.procurement.models import Procurement
from goufu.ui.forms import DateField, GrowingText


class WaiveForm(StepForm):
    """A reason for each rule that this agent may waive, and how long."""

    thing: Procurement
    until = DateField(
        label=_("到哪一天为止"),
        required=False,
        help_text=_("空着：到这条规则改动为止；采购要在这一天以前开始"),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.rules: dict[str, str] = {}
        until = self.fields.pop("until")
        for answer in waivable_by(self.thing, self.agent, with_waived=self.is_bound):
            name = f"reason-{answer.rule.id}"
            self.rules[name] = answer.rule.id
            self.fields[name] = forms.CharField(
                widget=GrowingText,
                max_length=2_000,
                label=answer.rule.title,
                help_text=f"{answer.message}（{'、'.join(answer.citations)}）",
                required=False,
            )
        self.fields["until"] = until

    @cached_property
    def obstacle(self) -> Refusal | None:
        return None if self.rules else Refusal("现在没有要您说明理由的规则", "请回到采购页，看最新的回答")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not any(said.get(name) for name in self.rules):
            self.add_error(None, _("一条理由也没有写；不豁免就回到采购页"))
        return said

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        reasons = {rule: given[name] for name, rule in self.rules.items() if given[name]}
        return {"reasons": reasons, "until": given["until"]}


def waivable_by(procurement: Procurement, agent: Principal, *, with_waived: bool = False) -> list[Answer]:
    """The rules that are not met and that this agent may waive. with_waived: also those that are waived already, for a form
    that is sent twice."""
    opinion = Opinion.of_record(STAGE, procurement.pk) if with_waived else opinion_of(procurement)
    return [each for each in waivable(opinion) if agent.may_on(WAIVED_BY[each.rule.waiver], procurement)]
