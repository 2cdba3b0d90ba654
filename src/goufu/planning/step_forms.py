"""What is asked on the pages of a project's steps: submission, return, approval, waiver, withdrawal, one or several at once."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu.core.errors import Refusal, refusal_of
from goufu.core.opinion import Opinion
from goufu.core.reasons import ReasonField
from goufu.core.steps import StepForm
from goufu.decisions.doubts import doubt_rules
from goufu.decisions.forms import reason_field, verdict_field
from goufu.law.answers import Answer
from goufu.numbers import whole_number
from goufu.planning.actions.deciding import WAIVED_BY, check_approval, check_approver
from goufu.planning.advance import submission_obstacle
from goufu.planning.law import opinion_of, opinion_on
from goufu.planning.models import Project
from goufu.registry.agents import Agent
from goufu.ui.forms import Form, GrowingText


class ProjectStepForm(StepForm):
    """The form of a step on a project; the law is asked beside it."""

    thing: Project
    agent: Agent

    @cached_property
    def opinion(self) -> Opinion:
        return opinion_of(self.thing)


class SubmitForm(ProjectStepForm):
    """The form of submission, which has no fields."""

    @cached_property
    def obstacle(self) -> Refusal | None:
        return submission_obstacle(self.thing, self.opinion)


class ProjectReasonForm(ProjectStepForm):
    """Why something is returned, adjusted or withdrawn."""

    reason = ReasonField()


class SeveralForm(Form):
    """The form of a step on several projects: the version of each, as it was seen, and a reason where the step wants one."""

    reason = ReasonField()

    def __init__(self, *given: Any, wants_reason: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        if not wants_reason:
            del self.fields["reason"]
        named = "version-"
        self.versions = {
            whole_number(name.removeprefix(named)): whole_number(self.data[name])
            for name in self.data
            if name.startswith(named)
        }

    def said(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ApproveForm(ProjectStepForm):
    """A tick for each doubt that the law leaves to a person, and a note."""

    note = forms.CharField(label=_("审核意见"), required=False, max_length=2_000, widget=GrowingText)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.doubts = self.opinion.to_review
        for answer in self.doubts:
            self.fields[f"reviewed-{answer.rule.id}"] = forms.BooleanField(
                label=_("已核查：%(title)s") % {"title": answer.rule.title},
                error_messages={"required": _("这一项要由人核查；核查过再勾选，不清楚就退回")},
            )
        self.order_fields([*(name for name in self.fields if name != "note"), "note"])

    @cached_property
    def obstacle(self) -> Refusal | None:
        def check() -> None:
            check_approver(self.thing, self.agent)
            check_approval(self.opinion, reviewed=[each.rule.id for each in self.doubts])

        return refusal_of(check)

    def said(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"], "reviewed": [each.rule.id for each in self.doubts]}


class JudgeForm(ProjectStepForm):
    """Which of the doubts is decided, whether it may be bought, and why."""

    rule = forms.ChoiceField(label=_("哪条规则的疑点"), widget=forms.RadioSelect)
    verdict = verdict_field()
    reason = reason_field()

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.doubts = decidable(self.opinion)
        choices = [(each.rule.id, f"{each.rule.title}：{each.message}") for each in self.doubts]
        self.fields["rule"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.initial["rule"] = choices[0][0]

    @cached_property
    def obstacle(self) -> Refusal | None:
        return refusal_of(lambda: check_approver(self.thing, self.agent))


class WaiveForm(ProjectStepForm):
    """A reason for each rule that one wants to set aside; those without one stay."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        # A form sent twice still has its fields: the action knows that it was done.
        opinion = opinion_on(self.thing.pk) if self.is_bound else self.opinion
        self.waivable = waivable(opinion, self.agent, self.thing)
        self.rules = {f"reason-{each.rule.id}": each.rule.id for each in self.waivable}
        for answer in self.waivable:
            self.fields[f"reason-{answer.rule.id}"] = ReasonField(
                label=answer.rule.title,
                help_text=f"{answer.message}（{'、'.join(answer.citations)}）",
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not any(said.get(name) for name in self.rules):
            self.add_error(None, _("一条理由也没有写；不豁免就回到项目页"))
        return said

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"reasons": {rule: given[name] for name, rule in self.rules.items() if given[name]}}


def waivable(opinion: Opinion, agent: Agent, project: Project) -> list[Answer]:
    """The rules that are not met and that this agent may waive."""
    return [each for each in opinion.to_explain if agent.may_on(WAIVED_BY[each.rule.waiver], project)]


def decidable(opinion: Opinion) -> list[Answer]:
    """The doubts about title and need that a person decides."""
    return [each for each in opinion.to_review if each.rule.id in doubt_rules()]
