"""Actions: the one way to change data, always in this order: permission, lock, law, change, log entry.

    with action("planning.project.submitted", Permission.SUBMIT_PROJECT, by=by) as act:
        project = act.lock(Project.objects, pk, version=version)
        answers = act.ask(...)
        act.change(project, state=State.SUBMITTED)

All in one transaction: a refusal or a crash at any point leaves the database as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum, auto
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Manager, Model, QuerySet
from django.utils import timezone
from django.utils.translation import override

from goufu.core.composed import Param
from goufu.core.composed_writes import insert, update
from goufu.core.errors import NotAllowed, NotFound, OutOfOrder, Stale
from goufu.core.form_tokens import claim, settle
from goufu.core.log_entry import LogEntry
from goufu.core.opinion import Opinion
from goufu.core.permissions import SEEING, Permission, holders
from goufu.core.principal import Principal
from goufu.core.rows import all_fields, check_fields, in_words, locked, locked_all
from goufu.journal.models import Entry
from goufu.journal.naming import kind_of

M = TypeVar("M", bound=Model)
T = TypeVar("T")


class Phase(IntEnum):
    PERMISSION = auto()
    LOCK = auto()
    LAW = auto()
    CHANGE = auto()
    LOGGED = auto()


class Action:
    """An action under way. Each method belongs to a phase; calling one of an earlier phase raises OutOfOrder."""

    def __init__(self, name: str, permissions: Sequence[Permission], by: Principal) -> None:
        self.name = name
        self.permissions = permissions
        self.by = by
        self._entry = LogEntry(name, by.actor)
        self._phase = Phase.PERMISSION
        self._is_idle = True  # as long as nothing was found to change

    def allow(self, thing: Model) -> None:
        """Checks the permission on a thing that is not stored yet, such as a new project of a body.

        Raises NotFound where the agent may not even see it, else NotAllowed.
        """
        self._go(Phase.PERMISSION)
        if any(self.by.may_on(each, thing) for each in self.permissions):
            self._allowed()
            return
        seeing = [SEEING[each] for each in self.permissions if each in SEEING]
        if seeing and not any(self.by.may_on(each, thing) for each in seeing):
            raise NotFound
        raise not_allowed(self.by, *self.permissions)

    def allow_anywhere(self) -> None:
        """Checks the permission where the thing belongs to no body. Raises NotAllowed."""
        self._go(Phase.PERMISSION)
        if not any(self.by.may(each) for each in self.permissions):
            raise not_allowed(self.by, *self.permissions)
        self._allowed()

    def lock(
        self,
        rows: QuerySet[M] | Manager[M],
        pk: object,
        *,
        version: int | None = None,
        seeing: Permission | None = None,
    ) -> M:
        """The row, locked until the transaction ends, after the agent's permission and the row's version were checked.

        seeing: without this permission on the row it is not there.

        Raises NotFound, NotAllowed, Stale.
        """
        thing = locked(rows, pk)
        if thing is None or not (seeing is None or self.by.may_on(seeing, thing)):
            raise NotFound
        if self._phase is Phase.PERMISSION:
            self.allow(thing)
        self._go(Phase.LOCK)
        if version is not None and thing.version != version:  # type: ignore[attr-defined]
            raise _stale(thing)
        self._begin_with(thing)
        return thing

    def ask(self, question: Callable[[], T]) -> T:
        """The answer of the law. Money and state are locked, so that it still holds when the change is made."""
        self._go(Phase.LAW)
        return question()

    def create(self, thing: M) -> M:
        """Stores a new row and returns it. Raises Refusal with the message of the violated field or constraint."""
        self._go(Phase.CHANGE)
        check_fields(thing, all_fields(thing))
        insert(thing)
        self._entry.told.created(thing)
        self._begin_with(thing)
        return thing

    def create_all(self, things: Sequence[M]) -> None:
        """Stores many new rows of one model at once; `set_subject` names the subject of the log entry."""
        self._go(Phase.CHANGE)
        for thing in things:
            check_fields(thing, all_fields(thing))
        if things:
            type(things[0])._default_manager.bulk_create(things, batch_size=1_000)
        for thing in things:
            self._entry.told.created(thing)

    def set_subject(self, thing: Model) -> None:
        """Sets the subject of the log entry where it is not the first thing locked or created."""
        self._entry.is_about(thing)

    def change(self, thing: M, **values: Any) -> M:
        """Stores new values of a locked row and raises its version by one; without values, its version only.

        The log entry gets the old and the new value of each field that people edit; the other fields are derived from
        them. Where these are the values that the row has, nothing is stored; an action that does nothing else, and tells
        nothing, has no log entry.
        """
        is_idle = self._is_idle
        self._go(Phase.CHANGE)
        before = {name: getattr(thing, name) for name in values}
        before |= _as_stored(thing, [name for name, was in before.items() if isinstance(was, dict | list)])
        for name, value in values.items():
            setattr(thing, name, value)
        check_fields(thing, values)
        if values and all(was == getattr(thing, name) for name, was in before.items()):
            self._is_idle = is_idle
            return thing
        thing.version += 1  # type: ignore[attr-defined]
        update(thing, [*values, "version"])
        self._entry.told.changed(thing, [name for name, was in before.items() if was != getattr(thing, name)])
        for name, was in before.items():
            now = getattr(thing, name)  # as the field reads it: personal data is masked
            if was != now and thing._meta.get_field(name).editable:
                self._entry.add_change(thing, name, was, now)
        return thing

    def change_all(self, things: Sequence[M], fields: Collection[str]) -> None:
        """Stores these fields of many locked rows at once and raises their versions; the caller logs the change."""
        self._go(Phase.CHANGE)
        if not things:
            return
        for thing in things:
            thing.version += 1  # type: ignore[attr-defined]
        type(things[0])._default_manager.bulk_update(things, [*fields, "version"], batch_size=500)
        for thing in things:
            self._entry.told.changed(thing, fields)

    def update(self, part: M, **values: Any) -> M:
        """Stores new values of a part of a locked row, which has no version of its own; the caller logs the change.

        Also for a value of the row itself that no log entry may hold, such as a password's hash.
        """
        self._go(Phase.CHANGE)
        for name, value in values.items():
            setattr(part, name, value)
        check_fields(part, values)
        part.save(update_fields=list(values))
        self._entry.told.changed(part, values)
        return part

    def update_all(self, rows: QuerySet[M], **values: Any) -> int:
        """Stores the same new values, or expressions, in every row of a query set; returns the number of rows.

        Takes four queries for any number of rows. Where people edit one of the fields, the rows' versions are raised,
        and the log entry gets the rows and the new values; other fields are derived. Raises Refusal.
        """
        self._go(Phase.CHANGE)
        constants = {name: each for name, each in values.items() if not hasattr(each, "resolve_expression")}
        sample = rows.model(**constants)
        check_fields(sample, constants)
        values |= {name: getattr(sample, name) for name in constants}
        edited = [name for name in values if sample._meta.get_field(name).editable]
        if edited and hasattr(sample, "version"):
            values["version"] = F("version") + 1
        numbers = locked_all(rows)
        if edited:
            self._entry.add_rows("changed", rows.model, numbers, {name: values[name] for name in edited})
        changed = rows.model._default_manager.filter(pk__in=numbers)
        changed.update(**values)
        self._entry.told.changed_all(changed, values)
        return len(numbers)

    def remove(self, thing: Model) -> None:
        """Deletes a part of a locked row, or, after all its parts, a draft that nothing came of. No other row is deleted."""
        self._go(Phase.CHANGE)
        self._entry.told.removed(type(thing), [thing.pk])
        thing.delete()

    def remove_all(self, rows: QuerySet[M], *, named_by: str = "") -> int:
        """Deletes the parts of a locked row that are in the query set; returns their number. The log entry gets them.

        named_by: the field with the code that stands for a row in the log entry; without one the row's own name does.
        """
        self._go(Phase.CHANGE)
        numbers = locked_all(rows)
        self._entry.add_rows("removed", rows.model, numbers, {}, named_by)
        rows.model._default_manager.filter(pk__in=numbers).delete()
        self._entry.told.removed(rows.model, numbers)
        return len(numbers)

    def only_log(self, thing: Model) -> None:
        """Sets the subject of an action that changes no row and is logged all the same."""
        self._go(Phase.CHANGE)
        self._begin_with(thing)

    def nothing_changed(self) -> None:
        """Ends an action that found nothing to change: there is no log entry. Raises OutOfOrder after a change."""
        if self._phase is Phase.CHANGE:
            raise OutOfOrder(f"{self.name} 已有改动，必须记入日志")
        self._go(Phase.LOGGED)

    def log(self, **facts: Any) -> None:
        """Adds facts to the log entry."""
        self._is_idle = False
        self._entry.add(facts)

    def log_each(self, **facts: Any) -> None:
        """Appends one fact to the list of facts under each name."""
        self._entry.append(facts)

    def log_for(self, thing: Model, name: str, **facts: Any) -> None:
        """Adds a log entry of its own for one of the many things that the action changes."""
        self._entry.add_other(thing, name, facts)

    def log_opinion(self, opinion: Opinion) -> None:
        """Adds the law's answers to the log entry, and keeps the rules that gave them."""
        self._entry.add_opinion(opinion)

    @property
    def entry_number(self) -> int:
        """The number that the log entry will have, for rows that refer to the action that made them."""
        return self._entry.number

    def close(self, once: UUID | None) -> None:
        """Writes the log entry, and stores what the form of that token has come to. Raises OutOfOrder."""
        if self._phase is not Phase.LOGGED:
            self._record()
        if once and self._entry.subject:
            settle(once, sender=self.by.sender, action=self.name, subject=self._entry.subject)

    def _record(self) -> None:
        if self._entry.subject is None or self._phase < Phase.CHANGE:
            raise OutOfOrder(f"{self.name} 什么也没有改，不该记入日志")
        if not self._is_idle:
            self._entry.write()
        self._phase = Phase.LOGGED

    def _begin_with(self, thing: Model) -> None:
        """Makes the thing the subject of the log entry where it is the first."""
        if self._entry.subject is None:
            self._entry.is_about(thing)

    def _allowed(self) -> None:
        self._phase = Phase.LOCK

    def _go(self, phase: Phase) -> None:
        if phase < self._phase or (phase > Phase.PERMISSION and self._phase is Phase.PERMISSION):
            raise OutOfOrder(f"{self.name}：{phase.name} 不能在 {self._phase.name} 之后")
        self._phase = phase
        self._is_idle = self._is_idle and phase is not Phase.CHANGE


@contextmanager
def action(name: str, *permissions: Permission, by: Principal, once: UUID | None = None) -> Iterator[Action]:
    """An action in one transaction. `once` is the token of the form: a second request with it changes nothing.

    permissions: with several, any one suffices.

    The token counts per sender and action. Raises AlreadyDone when it was used before, else whatever the action
    refuses. What it logs and refuses is in Chinese, whatever language the page has (docs/decisions/0003).
    """
    try:
        with override(settings.LANGUAGE_CODE), transaction.atomic():
            if once:
                claim(once, sender=by.sender, action=name)
            act = Action(name, permissions, by)
            yield act
            act.close(once)
    except IntegrityError as error:
        raise in_words(error) from error


@override(settings.LANGUAGE_CODE)
def not_allowed(by: Principal, *permissions: Permission) -> NotAllowed:
    """The refusal for an agent with none of the permissions; it names the roles that hold one."""
    roles = dict.fromkeys(str(role.label) for each in permissions for role in holders(each))
    return NotAllowed(f"{by.body.name}的这个岗位不能办这件事", f"这件事由有权的单位的{'、'.join(roles)}办理")


def history(thing: Model) -> QuerySet[Entry]:
    """The log entries about the thing, newest first."""
    return entries_about(kind_of(thing), str(thing.pk))


def entries_about(kind: str | Param, number: str | Param) -> QuerySet[Entry]:
    """The same about the thing of that kind and number, or of those that a query composed once is asked for."""
    return Entry.objects.filter(object_type=kind, object_id=number).order_by("-id")


def _stale(thing: Model) -> Stale:
    last = history(thing).first()
    if last is None:
        return Stale("有人", "刚才")
    return Stale(last.person_name, f"{timezone.localtime(last.at):%Y-%m-%d %H:%M}")


def _as_stored(thing: Model, names: Sequence[str]) -> dict[str, Any]:
    """The values in the database of these fields: a dictionary or list may have been changed in place meanwhile."""
    if not names:
        return {}
    return type(thing)._base_manager.filter(pk=thing.pk).values(*names).get()
