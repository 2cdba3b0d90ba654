"""What a project says of itself, section by section: the form asks in this order, and its page shows in this order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import models
from django.template.defaultfilters import linebreaksbr
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from goufu.catalogue.items import item_name
from goufu.core.model_fields import MoneyField
from goufu.law.answers import shown
from goufu.planning.facts import askable, facts_of, words_of
from goufu.planning.models import Project

# The names of the project's fields, and of facts that every project is asked.
SECTIONS = [
    (
        _("买什么"),
        ["title", "year", "is_secret", "need", "duty_basis", "entry", "service_class", "item_code"],
    ),
    (
        _("为谁买"),
        ["beneficiaries", "field", "is_basic_public_service", "standard", "is_new", "new_amount"],
    ),
    (
        _("怎么买，向谁买"),
        ["method", "method_ground", "is_demand_surveyed", "provider_kind", "provider", "is_assessed_ex_ante"],
    ),
    (
        _("花多少钱"),
        [
            "quantity", "unit", "unit_price", "costing", "amount", "first_year", "second_year", "third_year",
            "term_months",
        ],
    ),
]  # fmt: skip
FIELDS = {field.name: field for field in Project.said_fields()}
ALWAYS_ASKED = [name for _title, names in SECTIONS for name in names if name not in FIELDS]


@dataclass(frozen=True, slots=True)
class Said:
    """A field or a fact as the page shows it. `amount`: of money, which the reader's unit decides how to write."""

    name: str
    title: str
    text: str = ""
    amount: Decimal | None = None

    @property
    def html(self) -> SafeString:
        """The text in its lines."""
        return linebreaksbr(self.text) if "\n" in self.text or "\r" in self.text else escape(self.text)


@dataclass(frozen=True, slots=True)
class Section:
    """`said`: what the project says; `unsaid`: the titles of what it leaves open."""

    title: str
    said: Sequence[Said]
    unsaid: Sequence[str] = ()


def sections_of(project: Project) -> list[Section]:
    """The sections, and what the law asked of this project alone."""
    facts, language = facts_of(project.facts), get_language()
    found = []
    for title, names in SECTIONS:
        rows = [
            _of_field(project, FIELDS[name], language) if name in FIELDS else _of_fact(name, facts)
            for name in names
        ]
        unsaid = [row.title for row in rows if row.amount is None and not row.text]
        found.append(Section(str(title), [row for row in rows if row.title not in unsaid], unsaid))
    asked = [_of_fact(name, facts) for name in facts if name not in ALWAYS_ASKED]
    return [*found, Section(gettext("法规问到的"), asked)] if asked else found


@lru_cache(maxsize=8)
def _titles(language: str) -> Mapping[str, str]:
    """The titles of the fields in a language."""
    return {name: str(field.verbose_name) for name, field in FIELDS.items()}


@lru_cache(maxsize=256)
def _words_of(name: str, language: str) -> Mapping[Any, str]:
    """What a field's choices are called in a language; the rulebook's are in Chinese."""
    return {value: gettext(str(word)) for value, word in FIELDS[name].flatchoices}


def _of_field(project: Project, field: models.Field[Any, Any], language: str) -> Said:
    value, title = getattr(project, field.name), _titles(language)[field.name]
    if value is None or value == "":
        return Said(field.name, title)
    if isinstance(field, MoneyField):
        return Said(field.name, title, amount=value)
    return Said(field.name, title, _text(field, value, language))


def _text(field: models.Field[Any, Any], value: Any, language: str) -> str:
    if field.choices:
        return _words_of(field.name, language).get(value) or gettext(str(value))
    if isinstance(value, bool):
        return _yes_or_no(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return _with_its_name(value) if field.name == "item_code" else str(value)


def _with_its_name(code: str) -> str:
    """The code of a procurement item and what it is called; the code alone where no item has it."""
    return f"{code} {item_name(code)}".rstrip()


def _yes_or_no(value: bool) -> str:
    return gettext("是") if value else gettext("否")


def _of_fact(name: str, facts: Any) -> Said:
    fact, value = askable()[name], facts.get(name)
    if fact.type == "money" and value is not None:
        return Said(name, fact.title, amount=value)
    if isinstance(value, bool):
        return Said(name, fact.title, _yes_or_no(value))
    if fact.choices and name in facts:
        return Said(name, fact.title, words_of(fact).get(str(value), str(value)))
    return Said(name, fact.title, shown(value, fact) if name in facts else "")
