"""Labels for the names used in the journal. Each room defines its own in its `words.py`.

    ACTIONS = {"planning.project.submitted": _("提交了项目")}    the words after the name of the person
    THINGS = {"project": _("项目")}                              kinds of objects, as entries name them
    FACTS = {"reason": _("理由")}                                facts of the room's log entries, besides changed fields
    NUMBERED = {"adjusted": "budgetline"}                        facts whose names are numbers of things of a kind

Fields of models are labelled by their `verbose_name`. A name without a label is shown unchanged, "ledger.7" as the
label of "ledger" and the number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DecimalField, Field
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goufu.journal.models import Entry
from goufu.journal.naming import model_of, names_of
from goufu.wall_clock import CHINA

ACTIONS = {
    "journal.checkpoint.cosigned": gettext_lazy("存下了见证人对检查点的签名"),
    "journal.proof.begun": gettext_lazy("记下了表里现有的各行，从此逐行核对"),
    "journal.rows.told": gettext_lazy("记下了一并办理的各行"),
}
THINGS = {
    "checkpoint": gettext_lazy("检查点"),
    "entry": gettext_lazy("日志"),
    "proof": gettext_lazy("逐行核对"),
}
FACTS = {"witnesses": gettext_lazy("见证人的公钥")}

Words = Mapping[str, Any]
FOR_PROOF = frozenset({"rows", "columns"})  # facts that aren't read by people: see journal.told
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_MONEY = re.compile(r"-?\d+\.\d\d")
_NUMBERED = re.compile(r"(.+)（第\d+号）", re.S)  # a row as core.action logs it: people know it by its name
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d"
)  # a moment as a log entry keeps it
_DAYS = re.compile(r"\[(\d{4}-\d\d-\d\d), (\d{4}-\d\d-\d\d|None)\)")


@dataclass(frozen=True, slots=True)
class LogVocabulary:
    """The labels of all rooms; those of facts by room, since two rooms may use the same name."""

    actions: dict[str, Any] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Words] = field(default_factory=dict)
    numbered: dict[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One fact of an entry for display; `before` is None unless a field was changed."""

    title: str
    value: str
    before: str | None = None


def action_in_words(action: str) -> str:
    return str(vocabulary().actions.get(action, action))


def thing_in_words(kind: str) -> str:
    return str(vocabulary().things.get(kind, kind))


def facts_in_words(entry: Entry) -> list[Phrase]:
    """The facts of the entry for display: [before, after] for a changed field, else one value; what is empty is left out."""
    room = entry.action.partition(".")[0]
    words, numbered = vocabulary().facts.get(room, {}), vocabulary().numbered.get(room, {})
    return [
        _said(name, _named(value, numbered.get(name)), words)
        for name, value in facts_for_people(entry).items()
        if not _is_empty(value)
    ]


def facts_for_people(entry: Entry) -> dict[str, Any]:
    """The entry's facts without what it tells of rows, which is for verification."""
    return {name: value for name, value in entry.facts.items() if name not in FOR_PROOF}


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {}) or (value == 0 and not isinstance(value, bool))


def _named(value: Any, kind: str | None) -> Any:
    """A fact with the names of things in place of their numbers."""
    if kind is None or not isinstance(value, dict):
        return value
    names = names_of(kind, value)
    return {names.get(number, number): said for number, said in value.items()}


@cache
def vocabulary() -> LogVocabulary:
    found = LogVocabulary()
    for app in apps.get_app_configs():
        if app.name.startswith("goufu.") and find_spec(f"{app.name}.words"):
            room = import_module(f"{app.name}.words")
            found.actions.update(getattr(room, "ACTIONS", {}))
            found.things.update(getattr(room, "THINGS", {}))
            found.facts[app.name.rpartition(".")[2]] = getattr(room, "FACTS", {})
            found.numbered[app.name.rpartition(".")[2]] = getattr(room, "NUMBERED", {})
    return found


# Facts on many rows at once, by the verb after their kind.
_ROWS = {
    "changed": gettext_lazy("一并修改的%(thing)s"),
    "removed": gettext_lazy("一并删去的%(thing)s"),
}


def _said(name: str, value: Any, words: Words) -> Phrase:
    kind, _dot, rest = name.partition(".")
    if rest in _ROWS and kind in vocabulary().things:
        title = str(_ROWS[rest]) % {"thing": thing_in_words(kind)}
        return Phrase(title, "；".join(_rows(kind, each) for each in value))
    stored = _field(kind, rest) if rest else None
    if stored and isinstance(value, list) and len(value) == 2:
        before, after = (_value(stored, each) for each in value)
        return Phrase(str(stored.verbose_name), after, before)
    if stored:
        return Phrase(str(stored.verbose_name), _value(stored, value))
    title = words.get(name) or f"{words.get(kind, kind)} {rest}".strip()
    return Phrase(str(title), _plain(value, words))


def _rows(kind: str, said: Mapping[str, Any]) -> str:
    """The rows by name, or their number, and their new values."""
    rows = said["rows"]
    named = (
        ngettext("%(count)s个", "%(count)s个", rows) % {"count": rows}
        if isinstance(rows, int)
        else "、".join(map(_without_number, rows))
    )
    fields = [(_field(kind, name), value) for name, value in said.items() if name != "rows"]
    values = "、".join(f"{each.verbose_name}：{_value(each, value)}" for each, value in fields if each)
    return f"{named}（{values}）" if values else named


@cache
def _field(kind: str, name: str) -> Field[Any, Any] | None:
    model = model_of(kind)
    try:
        found = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def _value(stored: Field[Any, Any], value: Any) -> str:
    if value is None or value == "":
        return _("空")
    if isinstance(stored, DecimalField) and _is_number(value):
        return _figures(Decimal(str(value)), money=stored.decimal_places == 2)
    if isinstance(stored, DateRangeField):
        return _days(str(value))
    if stored.is_relation:
        return _without_number(str(value))
    choices = {str(code): label for code, label in stored.flatchoices}
    return str(choices.get(str(value), _plain(value, {})))


def _without_number(row: str) -> str:
    found = _NUMBERED.fullmatch(row)
    return found[1] if found else row


def _plain(value: Any, words: Words) -> str:
    """A JSON value as text; nested values are joined."""
    if value is None or value == "":
        return _("空")
    if isinstance(value, bool) or value in ("True", "False"):
        return _("是") if value in (True, "True") else _("否")
    if isinstance(value, dict):
        return "；".join(f"{words.get(name, name)}：{_plain(each, words)}" for name, each in value.items())
    if isinstance(value, list) and len(value) == 2 and all(_MONEY.fullmatch(str(each)) for each in value):
        return " → ".join(_plain(each, words) for each in value)
    if isinstance(value, list):
        return "、".join(_plain(each, words) for each in value)
    if isinstance(value, str) and _MONEY.fullmatch(value):
        return _figures(Decimal(value), money=True)
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return f"{datetime.fromisoformat(value).astimezone(CHINA):%Y-%m-%d %H:%M}"
    return str(value)


def _is_number(value: Any) -> bool:
    return bool(_NUMBER.fullmatch(str(value)))


def _figures(number: Decimal, *, money: bool) -> str:
    """1,625 for 1625.0000; money with its two decimals."""
    return f"{number:,.2f}" if money else f"{number.normalize():,f}"


def _days(value: str) -> str:
    """A range of days as PostgreSQL and psycopg write it, without its last bound, in words."""
    found = _DAYS.fullmatch(value)
    if found is None:
        return value
    first, end = found.groups()
    if end == "None":
        return _("%(first)s起") % {"first": first}
    last = date.fromisoformat(end) - timedelta(days=1)
    return _("%(first)s至%(last)s") % {"first": first, "last": last}
