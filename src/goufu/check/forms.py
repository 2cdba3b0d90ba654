"""Forms of the check: a title with further facts, a list, and corrections of its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu import wall_clock
from goufu.check.cells import read_cell
from goufu.check.columns import Chosen
from goufu.check.terms import STAGE, Terms
from goufu.files.units import MONEY_UNITS, TERM_UNITS
from goufu.files.unseen import UNSEEN
from goufu.law.forms import in_the_calendar
from goufu.law.load import rulebook_stages
from goufu.law.model import Fact, Value
from goufu.lazy_patterns import lazy_pattern
from goufu.registry.models import Body

LONGEST_TITLE = 500
MORE_FACTS = ("purchaser", "provider", "amount_yuan", "term_months", "method", "level", "place", "on_date")
_UNSEEN = lazy_pattern(f"[{UNSEEN}\ufffd]")
UPLOAD_KINDS = ".xlsx,.xls,.xlsm,.csv,.tsv,.txt"


def plan_facts() -> Mapping[str, Fact]:
    return rulebook_stages()[STAGE].given


class CellField(forms.CharField):
    """A field for one fact, parsed like a cell of a list: 186万元 and 2026年3月 are accepted."""

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        examples = {
            "money": _("1,860,000 或 186万元"),
            "date": wall_clock.today().isoformat(),
            "number": _("12 或 一年"),
        }
        example = examples.get(fact.type, "")
        entry = {"class": "form-control", "placeholder": example, "autocomplete": "off", "maxlength": 200}
        super().__init__(
            label=fact.title, required=False, max_length=200, widget=forms.TextInput(attrs=entry)
        )

    def clean(self, value: Any) -> Value:
        text = super().clean(value)
        cell = read_cell(self.fact, text, "元" if self.fact.type == "money" else "月")
        if cell.why or (cell.note and cell.value is None):
            raise forms.ValidationError(f"{cell.why}。{cell.remedy}" if cell.why else cell.note)
        if isinstance(cell.value, date):
            in_the_calendar(cell.value)
        return cell.value if cell.value != "" else None


class ChoiceCellField(forms.ChoiceField):
    """A field for one fact with choices."""

    def __init__(self, fact: Fact) -> None:
        super().__init__(
            label=fact.title,
            required=False,
            choices=[("", gettext_lazy("未填")), *fact.choices.items()],
            widget=forms.Select(attrs={"class": "form-select"}),
        )


def cell_field(fact: Fact) -> forms.Field:
    return ChoiceCellField(fact) if fact.choices else CellField(fact)


class TitleForm(forms.Form):
    """A title with optional facts. `remarks` are the notes on a title that could not be used unchanged."""

    title = forms.CharField(
        label=gettext_lazy("项目名称"),
        required=False,
        strip=False,
        widget=forms.TextInput(
            attrs={
                "class": "gf-ask",
                "maxlength": 4 * LONGEST_TITLE,
                "autocomplete": "off",
                "spellcheck": "false",
                "enterkeyhint": "search",
            }
        ),
    )

    def __init__(self, data: Mapping[str, str]) -> None:
        super().__init__({name: _UNSEEN.sub("", value) for name, value in data.items()})
        self.asked = data.get("title", "")
        for name in MORE_FACTS:
            self.fields[name] = cell_field(plan_facts()[name])
        self.fields["on_date"].help_text = gettext_lazy("不填就按今天有效的制度")

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in MORE_FACTS]

    @property
    def has_more(self) -> bool:
        return any(self[name].value() for name in MORE_FACTS)

    def mistakes(self) -> list[tuple[forms.BoundField, str]]:
        """The fields that could not be parsed, each with the reason."""
        return [
            (self[name], " ".join(map(str, errors)))
            for name, errors in self.errors.items()
            if name != "title"
        ]

    def remarks(self) -> list[str]:
        remarks = []
        if len(self.asked) > LONGEST_TITLE:
            remarks.append(
                _("名称有 %(length)s 字，最多看 %(limit)s 字；下面按前 %(limit)s 字回答。")
                % {"length": len(self.asked), "limit": LONGEST_TITLE}
            )
        if _UNSEEN.search(self.asked):
            remarks.append(_("名称里有看不见的控制字符，已略去。"))
        if self.text and not re.search(r"\w", self.text):
            remarks.append(_("名称里没有文字，请写项目的名称，例如“失能老人上门护理服务”。"))
        return remarks

    @property
    def text(self) -> str:
        """The title to check, shortened to LONGEST_TITLE characters; empty when there is none."""
        text = str(
            read_cell(plan_facts()["title"], str(self.data.get("title", ""))[:LONGEST_TITLE]).value or ""
        )
        return text[:LONGEST_TITLE]

    def facts(self) -> dict[str, Value]:
        """The facts that were given and could be parsed."""
        self.is_valid()
        known = {name: self.cleaned_data.get(name) for name in MORE_FACTS}
        return {"title": self.text} | {
            name: value for name, value in known.items() if value not in (None, "")
        }


class ListForm(forms.Form):
    """A list to check, with the facts that it may lack."""

    file = forms.FileField(
        label=gettext_lazy("选择文件"),
        error_messages={
            "required": gettext_lazy("还没有选择文件。请选择一张 Excel 或 CSV 表格"),
            "empty": gettext_lazy("这个文件是空的。请选择一张有内容的 Excel 或 CSV 表格"),
            "missing": gettext_lazy("还没有选择文件。请选择一张 Excel 或 CSV 表格"),
            "invalid": gettext_lazy("文件没有传上来。请重新选择"),
        },
        widget=forms.FileInput(attrs={"class": "form-control", "accept": UPLOAD_KINDS}),
    )

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        files: MultiValueDict[str, UploadedFile[Any]] | None = None,
        *,
        body: Body | None = None,
    ) -> None:
        """body: that of the signed-in person, whose level and place are proposed."""
        own = {"level": body.level, "place": body.place.code} if body else {}
        super().__init__(data, files, auto_id="list_%s", initial=own)
        for name in ("on_date", "level", "place"):
            self.fields[name] = cell_field(plan_facts()[name])

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        file.name = file.name[-200:]
        return file

    def terms(self) -> Terms:
        """What was given, or what was proposed where the field wasn't even sent."""
        given = dict(self.initial) | {
            name: value for name, value in self.cleaned_data.items() if name in self.data
        }
        return Terms(given.get("on_date"), given.get("level") or None, given.get("place") or None)


def chosen_columns(
    columns: list[dict[str, Any]], earlier: Mapping[str, Chosen], given: Mapping[str, str]
) -> dict[str, Chosen]:
    """The columns' meanings as corrected by the person, added to earlier corrections.

    Raises:
        forms.ValidationError: an unknown fact or unit, or one fact given to two columns.
    """
    chosen = dict(earlier)
    for index, column in enumerate(columns):
        fact = given.get(f"fact-{index}", column["fact"] or "")
        unit = given.get(f"unit-{index}", column["unit"] or "") or None
        if (fact and fact not in plan_facts()) or (unit and unit not in (*MONEY_UNITS, *TERM_UNITS)):
            raise forms.ValidationError(_("没有这一项内容或单位。请从列表里选"))
        if (fact, unit) != (column["fact"] or "", column["unit"]):
            chosen[_name(column, columns)] = Chosen(fact, _fitting(fact, unit))
    _refuse_twice(chosen)
    return chosen


def _name(column: Mapping[str, Any], columns: list[dict[str, Any]]) -> str:
    """The header by which the column is meant, or its letter where it has none of its own."""
    header: str = column["header"]
    is_own = header.strip() and [each["header"] for each in columns].count(header) == 1
    return header if is_own else f"{column['letter']}列"


def _fitting(fact: str, unit: str | None) -> str | None:
    """The unit if the fact can have it, else None: a column with a new meaning loses a unit of the other kind."""
    kind = plan_facts()[fact].type if fact else ""
    units = {"money": MONEY_UNITS, "number": TERM_UNITS}.get(kind, ())
    return unit if unit in units else None


def _refuse_twice(chosen: Mapping[str, Chosen]) -> None:
    holders: dict[str, str] = {}
    for header, choice in chosen.items():
        if choice.fact and choice.fact in holders:
            words = {"fact": plan_facts()[choice.fact].title, "first": holders[choice.fact], "second": header}
            raise forms.ValidationError(
                _("“%(fact)s”同时选给了“%(first)s”和“%(second)s”两列。请只留一列，另一列选“不读这一列”")
                % words
            )
        holders[choice.fact] = header
