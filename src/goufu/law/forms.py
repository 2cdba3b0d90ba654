"""Forms of the rule pages: filters, two days to compare, and the facts for trying a rule."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as now_translated
from django.utils.translation import gettext_lazy as _

from goufu import wall_clock
from goufu.law import clock
from goufu.law.answers import read_facts
from goufu.law.conditions import WORKDAY_FUNCTIONS, conditions_of
from goufu.law.model import Fact, Rule, Rulebook, Severity, Value
from goufu.law.readings import texts_of

LONGEST_ASKED = 500  # signs of a text that is carried along in an address
LONGEST_TEXT = 2000
YESNO = {"yes": True, "no": False}
DATE_ERROR = _("日期写法不对，请写成 2026-11-23 这样")


class DayField(forms.DateField):
    """A date field with the browser's calendar; also accepts typed dates."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
            input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"],
            error_messages={"invalid": DATE_ERROR},
            **options,
        )


class PlaceCodeField(forms.RegexField):
    """A field for a place code, or its first two or four digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            r"^\d{2}(?:\d{2}){0,2}$",
            widget=forms.TextInput(
                attrs={"class": "form-control", "inputmode": "numeric", "placeholder": "410000"}
            ),
            error_messages={"invalid": _("行政区划写六位代码，如 410000；也可以只写前两位、前四位")},
            **options,
        )


class RulesFilter(forms.Form):
    """The filters of the list of rules. Every field may be left empty."""

    q = forms.CharField(
        label=_("文字"),
        max_length=100,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )
    stage = forms.ChoiceField(label=_("阶段"))
    severity = forms.ChoiceField(label=_("严重程度"))
    instrument = forms.ChoiceField(label=_("制度"))
    level = forms.ChoiceField(label=_("预算级次"))
    place = PlaceCodeField(label=_("行政区划"))
    day = DayField(label=_("哪一天有效"))

    def __init__(self, book: Rulebook, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        levels = next(
            stage.facts["level"] for stage in book.stages.values() if "level" in stage.facts
        ).choices
        self._set_choices("stage", {stage.name: stage.title for stage in book.stages.values()})
        self._set_choices(
            "severity", {severity.value: now_translated(severity.label) for severity in Severity}
        )
        self._set_choices(
            "instrument", {each.id: f"{each.short}（{each.number}）" for each in book.instruments.values()}
        )
        self._set_choices("level", levels)
        for field in self.fields.values():
            field.required = False

    def _set_choices(self, name: str, choices: Mapping[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.widget.attrs["class"] = "form-select"
        field.choices = [("", now_translated("全部")), *choices.items()]

    def chosen(self) -> dict[str, Any]:
        """The filters that were given and valid."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ChangesForm(forms.Form):
    """The two days between which the law is compared; by default the past 365 days."""

    earlier = DayField(label=_("从"))
    later = DayField(label=_("到"))

    def __init__(self, data: Mapping[str, str]) -> None:
        today = wall_clock.today()
        year_ago = today - timedelta(days=365)
        super().__init__({"from": data.get("from") or str(year_ago), "to": data.get("to") or str(today)})

    def add_prefix(self, field_name: str) -> str:
        return {"earlier": "from", "later": "to"}.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        earlier, later = cleaned.get("earlier"), cleaned.get("later")
        if earlier and later and earlier > later:
            self.add_error("later", now_translated("要在前一个日期之后"))
        return cleaned


class TryForm(forms.Form):
    """The facts that a rule reads, including the day whose law applies; the texts in the place of what is read from them."""

    def __init__(self, rule: Rule, book: Rulebook, data: Mapping[str, str]) -> None:
        super().__init__(data)
        stage = book.stages[rule.stage]
        conditions = conditions_of(rule, book)
        asked = [each for name in read_facts(rule, conditions, book) for each in texts_of(stage.facts[name])]
        for name in dict.fromkeys(asked):
            self.fields[name] = fact_field(stage.facts[name])
            if isinstance(self.fields[name], DayField) and conditions.functions & WORKDAY_FUNCTIONS:
                self.fields[name].validators.append(in_the_calendar)
        self.fields[rule.dated_by].help_text = _("这一天决定适用哪天的制度")

    def facts(self) -> dict[str, Value]:
        """The given facts; a field left empty is not among them."""
        facts = {}
        for name, value in self.cleaned_data.items():
            if value in (None, ""):
                continue
            facts[name] = YESNO[value] if isinstance(self.fields[name], YesNoFilterField) else value
        return facts


class YesNoFilterField(forms.ChoiceField):
    """A field for yes, no, or not given."""


class TextField(forms.CharField):
    """A text field normalised to NFKC, as the rules expect every text."""

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFKC", str(super().to_python(value)))


def fact_field(fact: Fact) -> forms.Field:
    """A form field for one fact; never required, since a rule may be tried without it."""
    label = f"{fact.title}（{fact.unit}）" if fact.unit else fact.title
    common: dict[str, Any] = {"label": label, "help_text": fact.about, "required": False}
    entry: dict[str, Any] = {"class": "form-control", "autocomplete": "off"}
    if fact.name == "place":
        return PlaceCodeField(**common)
    match fact.type:
        case "date":
            return DayField(**common)
        case "choice":
            return _choice(forms.ChoiceField, fact.choices, common)
        case "yesno":
            return _choice(
                YesNoFilterField, {"yes": now_translated("是"), "no": now_translated("否")}, common
            )
        case "integer":
            return _number(forms.IntegerField, {"max_value": 10**9, "min_value": -(10**9)}, entry, common)
        case "money":
            return _number(forms.DecimalField, {"max_digits": 18, "decimal_places": 2}, entry, common)
        case "number":
            return _number(forms.DecimalField, {"max_digits": 12, "decimal_places": 4}, entry, common)
    return TextField(**common, max_length=LONGEST_TEXT, widget=forms.TextInput(attrs=entry))


def _choice(kind: type[forms.ChoiceField], choices: Mapping[str, str], common: dict[str, Any]) -> forms.Field:
    listed = [("", now_translated("未填")), *choices.items()]
    return kind(**common, choices=listed, widget=forms.Select(attrs={"class": "form-select"}))


def _number(
    kind: type[forms.IntegerField], limits: dict[str, Any], entry: dict[str, Any], common: dict[str, Any]
) -> forms.Field:
    invalid = {"invalid": _("请写数字，不带单位和逗号")}
    widget = forms.TextInput(attrs=entry | {"inputmode": "decimal"})
    return kind(**common, **limits, widget=widget, error_messages=invalid)


def in_the_calendar(day: date) -> None:
    """Raises ValidationError for days outside the calendar of working days."""
    if not clock.FIRST_DAY <= day <= clock.LAST_DAY:
        raise forms.ValidationError(
            _("日期要在 %(first)s 到 %(last)s 之间"),
            params={"first": clock.FIRST_DAY, "last": clock.LAST_DAY},
        )


def as_query(facts: Mapping[str, Value]) -> dict[str, str]:
    """The facts as field values of TryForm."""
    return {name: _as_typed(value) for name, value in facts.items() if value is not None}


def _as_typed(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def try_query(facts: Mapping[str, Value]) -> str:
    """The query by which a rule's page tries these facts; texts too long for an address are left out."""
    return urlencode(
        {"try": "1"} | {name: said for name, said in as_query(facts).items() if len(said) <= LONGEST_ASKED}
    )
