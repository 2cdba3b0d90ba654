"""The log entry of an action while it is put together: its subject, its facts, the law's answers, the rows that it tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from goufu.core.kept_rules import text_of
from goufu.core.opinion import Opinion
from goufu.journal import actions as journal
from goufu.journal.actions import Actor
from goufu.journal.models import Entry
from goufu.journal.naming import kind_of
from goufu.journal.rulebooks import keep
from goufu.journal.told import ToldRows
from goufu.journal.told_entries import entries_telling

MOST_NAMED = 20  # rows that the log entry names; of more it has the number


class LogEntry:
    """The entry of an action, and those of the many things that it changes; `write` stores them.

    Attributes:
        subject: the kind and the number of what it is about; None until it is known.
        told: the rows whose new values it tells (`journal/told.py`).
    """

    def __init__(self, action: str, actor: Actor) -> None:
        self.subject: tuple[str, object] | None = None
        self.told = ToldRows()
        self._action = action
        self._actor = actor
        self._facts: dict[str, Any] = {}
        self._answers: list[Mapping[str, Any]] = []
        self._others: list[Entry] = []
        self._number: int | None = None

    @property
    def number(self) -> int:
        """The number that the entry will have; taken when it is asked for the first time."""
        if self._number is None:
            self._number = journal.next_number()
        return self._number

    def is_about(self, thing: Model) -> None:
        """Sets the subject."""
        self.subject = (kind_of(thing), thing.pk)

    def add(self, facts: Mapping[str, Any]) -> None:
        """Adds facts; one of the same name is replaced."""
        self._facts |= facts

    def append(self, facts: Mapping[str, Any]) -> None:
        """Appends each fact to the list of facts under its name."""
        for name, fact in facts.items():
            self._facts.setdefault(name, []).append(fact)

    def add_change(self, thing: Model, field: str, was: Any, now: Any) -> None:
        """Adds the old and the new value of a field."""
        self.add({f"{kind_of(thing)}.{field}": [_text(was), _text(now)]})

    def add_rows(
        self,
        verb: str,
        model: type[Model],
        numbers: Sequence[int],
        values: Mapping[str, Any],
        named_by: str = "",
    ) -> None:
        """Adds what happened to many rows: their names, or their number where they are many, and their new values."""
        if not numbers:
            return
        is_few = len(numbers) <= MOST_NAMED
        rows: Iterable[Model] = _rows(model, numbers) if is_few else ()
        said = {
            "rows": [_named(each, named_by) for each in rows] or len(numbers),
            **{name: _text(value) for name, value in values.items()},
        }
        self.append({f"{model._meta.model_name}.{verb}": said})

    def add_opinion(self, opinion: Opinion) -> None:
        """Adds the law's answers, and keeps the rules that gave them."""
        keep(*text_of(opinion.question))
        self._answers.append(opinion.log_form())

    def add_other(self, thing: Model, action: str, facts: Mapping[str, Any]) -> None:
        """Adds an entry of its own about one of the many things that the action changes."""
        subject = (kind_of(thing), thing.pk)
        self._others.append(journal.entry_of(action, by=self._actor, subject=subject, facts=facts))

    def write(self) -> None:
        """Stores the entry and the others; the subject must be set."""
        assert self.subject is not None
        entries = entries_telling(
            self.told,
            self._action,
            by=self._actor,
            subject=self.subject,
            facts=self._facts,
            answers=self._answers,
            number=self._number,
        )
        journal.record_all([*entries, *self._others])


def _rows(model: type[Model], numbers: Sequence[int]) -> QuerySet[Model]:
    return model._default_manager.filter(pk__in=numbers).order_by("pk")


def _text(value: Any) -> str | None:
    """The value as the log entry stores it: for another row, its current name and its number."""
    if isinstance(value, Model):
        return _named(value)
    return None if value is None else str(value)


def _named(row: Model, named_by: str = "") -> str:
    """The row's name and number. What another app's row says of itself is not ours to log: its kind stands for it."""
    is_ours = type(row).__module__.startswith("goufu.")
    name = getattr(row, named_by) if named_by else row if is_ours else kind_of(row)
    return f"{name}（第{row.pk}号）"
