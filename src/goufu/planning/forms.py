"""What a project is asked on the page where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from goufu.catalogue.items import load_items
from goufu.catalogue.models import EditionEntry
from goufu.core.model_fields import MoneyField as MoneyColumn
from goufu.core.model_forms import UNSAID, FieldsForm
from goufu.funds.models import BudgetLine
from goufu.law.model import Fact, Value
from goufu.planning.facts import LARGEST_INTEGER, LONGEST_TEXT, askable, facts_of, words_of
from goufu.planning.models import Project
from goufu.planning.sections import ALWAYS_ASKED, FIELDS, SECTIONS
from goufu.registry.queries.bodies import as_suggestion
from goufu.registry.suggestions import ProviderField
from goufu.ui.forms import DateField, MoneyField, YesNoField
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
            return forms.ChoiceField(**common, choices=[UNSAID, *words_of(fact).items()])
        case "integer":
            return forms.IntegerField(**common, min_value=0, max_value=LARGEST_INTEGER)
        case "number":
            return forms.DecimalField(**common, min_value=0, max_digits=12, decimal_places=4)
    return forms.CharField(**common, max_length=LONGEST_TEXT)
