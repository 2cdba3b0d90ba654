"""What a project is asked on the page where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, cached_property
from itertools import chain
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from goufu.catalogue.items import load_items
from goufu.catalogue.models import EditionEntry
from goufu.core.errors import Refusal, refusal_of
from goufu.core.model_fields import MoneyField as MoneyColumn
from goufu.core.model_forms import UNSAID, FieldsForm
from goufu.core.opinion import Opinion
from goufu.core.reasons import ReasonField
from goufu.core.steps import StepForm
from goufu.funds.models import BudgetLine
from goufu.law.answers import Answer
from goufu.law.model import Fact, Value
from goufu.numbers import whole_number
from goufu.planning.actions.deciding import WAIVED_BY, check_approval, check_approver
from goufu.planning.advance import submission_obstacle
from goufu.planning.facts import LARGEST_INTEGER, LONGEST_TEXT, askable, facts_of
from goufu.planning.law import opinion_of, opinion_on
from goufu.planning.models import Project
from goufu.planning.sections import ALWAYS_ASKED, FIELDS, SECTIONS
from goufu.registry.agents import Agent
from goufu.registry.queries.bodies import as_suggestion
from goufu.registry.suggestions import ProviderField
from goufu.ui.forms import DateField, Form, GrowingText, MoneyField, YesNoField
from goufu.ui.money import figures
from goufu.ui.picking import PickInput

CHOSEN_LEVEL = 3  # of the catalogue: the levels above it only group its entries


class NewProjectForm(FieldsForm):
    """The two things with which a draft begins."""

    class Meta(FieldsForm.Meta):
        model = Project
        fields = ["title", "year"]


class CopyForm(FieldsForm):
    """The year of a copy."""

    class Meta(FieldsForm.Meta):
        model = Project
        fields = ["year"]


class ProjectForm(FieldsForm):
    """Everything a project says of itself. Only title and year must be there: the law says what else is missing."""

    class Meta(FieldsForm.Meta):
        model = Project
        fields = [*FIELDS]
        field_classes = {"provider": ProviderField}

    fieldsets = SECTIONS

    def __init__(
        self,
        *given: Any,
        entries: Any,
        asked: Iterable[str] = (),
        last_year: Decimal | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        if last_year is not None:
            hint = _("全部年度合计；上年 %(amount)s 元") % {"amount": figures(last_year)}
            self.fields["amount"].help_text = hint
        self.asked = [name for name in asked if name in askable() and name not in ALWAYS_ASKED]
        for name in (*ALWAYS_ASKED, *self.asked):
            self.fields[name] = fact_field(askable()[name])
        self.fields["service_class"].disabled = bool(self.initial.get("entry"))
        entry = self.fields["entry"]
        assert isinstance(entry, forms.ModelChoiceField)
        entry.queryset = entries.filter(level__gte=CHOSEN_LEVEL)
        entry.widget = PickInput([("", _("未选")), *entries_by_group(entries)])
        self.fields["item_code"].widget = PickInput([("", _("未选")), *items_by_group()])

    @property
    def asked_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.asked]

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.base_fields]

    @property
    def asked_wrong(self) -> bool:
        return any(name in self.errors for name in self.asked)

    @classmethod
    def starting_with(cls, project: Project) -> dict[str, Any]:
        """What the form shows of a stored project."""
        own = {name: _plain(field, getattr(project, name)) for name, field in FIELDS.items()}
        if project.provider_body is not None:
            own["provider"] = as_suggestion(project.provider_body)
        return own | facts_of(project.facts)

    def values(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """What the action takes. `stored`: the project's facts, of which those that were not asked stay."""
        said = {name: self.cleaned_data[name] for name in self.base_fields}
        facts: dict[str, Value] = facts_of(stored)
        facts |= {field.name: self.cleaned_data[field.name] for field in self.fact_fields}
        return said | {"facts": facts}


def entries_by_group(entries: Iterable[EditionEntry]) -> list[tuple[str, list[tuple[int, str]]]]:
    """The entries that may be chosen, as the tree has them: under the names of what they belong to."""
    names = {entry.code: f"{entry.code} {entry.name}" for entry in entries}
    groups: dict[str, list[tuple[int, str]]] = {}
    for entry in entries:
        if entry.level >= CHOSEN_LEVEL:
            above = [
                names[code] for end in range(1, len(entry.code), 2) if (code := entry.code[:end]) in names
            ]
            groups.setdefault(" › ".join(above), []).append((entry.pk, names[entry.code]))
    return list(groups.items())


@cache
def items_by_group() -> list[tuple[str, list[tuple[str, str]]]]:
    """The procurement items below those of the first level, under its names."""
    items = load_items()
    return [
        (
            f"{top.code} {top.name}",
            [
                (each.code, f"{each.code} {each.name}")
                for each in items.items
                if each.code[:3] == top.code[:3]
            ],
        )
        for top in items.children("C")
    ]


def _plain(field: models.Field[Any, Any], value: Any) -> Any:
    """A number without the zeros that its column adds; an amount keeps its fen."""
    is_number = isinstance(value, Decimal) and not isinstance(field, MoneyColumn)
    return f"{value.normalize():f}" if is_number else value


class FundingForm(forms.Form):
    """How much of each budget line; the lines are those that the purchaser may still draw on."""

    def __init__(
        self, *given: Any, lines: Iterable[BudgetLine], had: Mapping[int, Decimal], **more: Any
    ) -> None:
        super().__init__(*given, **{"label_suffix": ""} | more)
        self.lines = {f"line-{line.pk}": line for line in lines}
        for name, line in self.lines.items():
            self.fields[name] = MoneyField(
                label=f"{line.code} {line.name}", required=False, initial=had.get(line.pk)
            )

    @property
    def rows(self) -> list[tuple[BudgetLine, forms.BoundField]]:
        return [(line, self[name]) for name, line in self.lines.items()]

    def funding(self) -> dict[int, Decimal]:
        given = {line.pk: self.cleaned_data[name] for name, line in self.lines.items()}
        return {number: amount for number, amount in given.items() if amount}


def with_unsaid(data: QueryDict, *shown: Iterable[forms.BoundField]) -> QueryDict:
    """The sent data, in which an input that the page didn't have says what is stored: nobody has emptied it.

    shown: those inputs with what is stored.
    """
    data = data.copy()
    for field in chain(*shown):
        if field.html_name not in data:
            value = field.field.widget.format_value(field.value())
            data.setlist(field.html_name, value if isinstance(value, list) else [value or ""])
    return data


def fact_field(fact: Fact) -> forms.Field:
    """An input for a fact that the law asks for; it may be left open."""
    common: dict[str, Any] = {"label": fact.title, "help_text": fact.about, "required": False}
    match fact.type:
        case "yesno":
            return YesNoField(**common, unknown=UNSAID[1])
        case "money":
            return MoneyField(**common)
        case "date":
            return DateField(**common)
        case "choice":
            return forms.ChoiceField(**common, choices=[UNSAID, *fact.choices.items()])
        case "integer":
            return forms.IntegerField(**common, min_value=0, max_value=LARGEST_INTEGER)
        case "number":
            return forms.DecimalField(**common, min_value=0, max_digits=12, decimal_places=4)
    return forms.CharField(**common, max_length=LONGEST_TEXT)


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
