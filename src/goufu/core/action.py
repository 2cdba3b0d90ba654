"""Actions: the one way to change data, always in this order: permission, lock, law, change, log entry.

    with action("planning.project.submitted", Permission.SUBMIT_PROJECT, by=by) as act:
        project = act.lock(Project.objects, pk, version=version)
        answers = act.ask(...)
        act.change(project, state=State.SUBMITTED)

All in one transaction: a refusal or a crash at any point leaves the database as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, Manager, Model, QuerySet
from django.utils import timezone

from goufu.core.errors import AlreadyDone, NotAllowed, NotFound, OutOfOrder, Refusal, Stale
from goufu.core.model_fields import one_line
from goufu.core.models import FormToken
from goufu.core.permissions import SEEING, Permission, holders
from goufu.core.principal import Principal
from goufu.journal import actions as journal
from goufu.journal.append_only import is_append_only
from goufu.journal.models import Entry

M = TypeVar("M", bound=Model)
T = TypeVar("T")
RAISED_BY_A_TRIGGER = "23000"  # PostgreSQL's own constraints have a code each


class Phase(IntEnum):
    PERMISSION = 1
    LOCK = 2
    LAW = 3
    CHANGE = 4
    LOGGED = 5


class Action:
    """An action under way. Each method belongs to a phase; calling one of an earlier phase raises OutOfOrder."""

    def __init__(self, name: str, permissions: Sequence[Permission], by: Principal) -> None:
        self.name = name
        self.permissions = permissions
        self.by = by
        self.answers: list[Mapping[str, Any]] = []
        self._facts: dict[str, Any] = {}
        self._also: list[Entry] = []
        self._entry: int | None = None
        self._subject: tuple[str, object] | None = None
        self._phase = Phase.PERMISSION

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

    def lock(self, rows: QuerySet[M] | Manager[M], pk: object, *, version: int | None = None) -> M:
        """The row, locked until the transaction ends, after the agent's permission and the row's version were checked.

        Raises NotFound, NotAllowed, Stale.
        """
        thing = _locked(rows, pk)
        if thing is None:
            raise NotFound
        if self._phase is Phase.PERMISSION:
            self.allow(thing)
        self._go(Phase.LOCK)
        if version is not None and thing.version != version:  # type: ignore[attr-defined]
            raise _stale(thing)
        self._subject = self._subject or (kind_of(thing), thing.pk)
        return thing

    def ask(self, question: Callable[[], T]) -> T:
        """The answer of the law. Money and state are locked, so that it still holds when the change is made."""
        self._go(Phase.LAW)
        return question()

    def create(self, thing: M) -> M:
        """Stores a new row and returns it. Raises Refusal with the message of the violated field or constraint."""
        self._go(Phase.CHANGE)
        _checked(thing, [field.name for field in thing._meta.concrete_fields if not field.primary_key])
        thing.save(force_insert=True)
        self._subject = self._subject or (kind_of(thing), thing.pk)
        return thing

    def create_all(self, things: Sequence[M]) -> None:
        """Stores many new rows of one model at once; `set_subject` names the subject of the log entry."""
        self._go(Phase.CHANGE)
        for thing in things:
            _checked(thing, [field.name for field in thing._meta.concrete_fields if not field.primary_key])
        if things:
            type(things[0])._default_manager.bulk_create(things, batch_size=1_000)

    def set_subject(self, thing: Model) -> None:
        """Sets the subject of the log entry where it is not the first thing locked or created."""
        self._subject = (kind_of(thing), thing.pk)

    def change(self, thing: M, **values: Any) -> M:
        """Stores new values of a locked row and raises its version by one.

        The log entry gets the old and the new value of each field that people edit; the other fields are derived from
        them.
        """
        self._go(Phase.CHANGE)
        before = {name: getattr(thing, name) for name in values}
        for name, value in values.items():
            setattr(thing, name, value)
        _checked(thing, values)
        thing.version += 1  # type: ignore[attr-defined]
        thing.save(update_fields=[*values, "version"])
        for name, was in before.items():
            now = getattr(thing, name)  # as the field reads it: personal data is masked
            if was != now and thing._meta.get_field(name).editable:
                self.log(**{f"{kind_of(thing)}.{name}": [_text(was), _text(now)]})
        return thing

    def change_all(self, things: Sequence[M], fields: Collection[str]) -> None:
        """Stores these fields of many locked rows at once and raises their versions; the caller logs the change."""
        self._go(Phase.CHANGE)
        if not things:
            return
        for thing in things:
            thing.version += 1  # type: ignore[attr-defined]
        type(things[0])._default_manager.bulk_update(things, [*fields, "version"], batch_size=500)

    def update(self, part: M, **values: Any) -> M:
        """Stores new values of a part, which has no version of its own, of a locked row; the caller logs the change."""
        self._go(Phase.CHANGE)
        for name, value in values.items():
            setattr(part, name, value)
        _checked(part, values)
        part.save(update_fields=list(values))
        return part

    def remove(self, thing: Model) -> None:
        """Deletes a part of a locked row. Rows that are not parts of another are never deleted."""
        self._go(Phase.CHANGE)
        thing.delete()

    def only_log(self, thing: Model) -> None:
        """Sets the subject of an action that changes no row and is logged all the same."""
        self._go(Phase.CHANGE)
        self._subject = self._subject or (kind_of(thing), thing.pk)

    def log(self, **facts: Any) -> None:
        """Adds facts to the log entry."""
        self._facts |= facts

    def log_each(self, **facts: Any) -> None:
        """Appends one fact to the list of facts under each name."""
        for name, fact in facts.items():
            self._facts.setdefault(name, []).append(fact)

    def log_for(self, thing: Model, name: str, **facts: Any) -> None:
        """Adds a log entry of its own for one of the many things that the action changes."""
        subject = (kind_of(thing), thing.pk)
        self._also.append(journal.entry_of(name, by=self.by.actor, subject=subject, facts=facts))

    def log_answers(self, answers: Sequence[Mapping[str, Any]]) -> None:
        self.answers += answers

    @property
    def entry_number(self) -> int:
        """The number that the log entry will have, for rows that refer to the action that made them."""
        if self._entry is None:
            self._entry = journal.next_number()
        return self._entry

    def close(self, once: UUID | None) -> None:
        if self._subject is None or self._phase < Phase.CHANGE:
            raise OutOfOrder(f"{self.name} 什么也没有改，不该记入日志")
        journal.record(
            self.name,
            by=self.by.actor,
            subject=self._subject,
            facts=self._facts,
            answers=self.answers,
            number=self._entry,
        )
        if self._also:
            journal.record_all(self._also)
        if once:
            FormToken.objects.filter(token=once, person=self.by.person.pk, action=self.name).update(
                object_type=self._subject[0], object_id=str(self._subject[1])
            )
        self._phase = Phase.LOGGED

    def _allowed(self) -> None:
        self._phase = Phase.LOCK

    def _go(self, phase: Phase) -> None:
        if phase < self._phase or (phase > Phase.PERMISSION and self._phase is Phase.PERMISSION):
            raise OutOfOrder(f"{self.name}：{phase.name} 不能在 {self._phase.name} 之后")
        self._phase = phase


@contextmanager
def action(name: str, *permissions: Permission, by: Principal, once: UUID | None = None) -> Iterator[Action]:
    """An action in one transaction. `once` is the token of the form: a second request with it changes nothing.

    permissions: with several, any one suffices.

    The token counts per person and action. Raises AlreadyDone when it was used before, else whatever the action
    refuses.
    """
    try:
        with transaction.atomic():
            if once:
                _claim(once, by, name)
            act = Action(name, permissions, by)
            yield act
            act.close(once)
    except IntegrityError as error:
        raise _in_words(error) from error


def not_allowed(by: Principal, *permissions: Permission) -> NotAllowed:
    """The refusal for an agent with none of the permissions; it names the roles that hold one."""
    roles = dict.fromkeys(str(role.label) for each in permissions for role in holders(each))
    return NotAllowed(f"{by.body.name}的这个岗位不能办这件事", f"这件事由有权的单位的{'、'.join(roles)}办理")


def kind_of(thing: Model) -> str:
    """The kind of a thing in the journal: the name of its model in lower case."""
    return thing._meta.model_name or ""


def history(thing: Model) -> QuerySet[Entry]:
    """The log entries about the thing, newest first."""
    return Entry.objects.filter(object_type=kind_of(thing), object_id=str(thing.pk)).order_by("-id")


def _claim(once: UUID, by: Principal, name: str) -> None:
    """Stores the token of a form. A concurrent second request waits for the first to end. Raises AlreadyDone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_formtoken (token, person, action, object_type, object_id, at)"
            " VALUES (%s, %s, %s, '', '', now()) ON CONFLICT DO NOTHING",
            [once, by.person.pk, name],
        )
        if cursor.rowcount:
            return
    made = FormToken.objects.get(token=once, person=by.person.pk, action=name)
    raise AlreadyDone(made.object_type, made.object_id)


def _checked(thing: Model, names: Collection[str]) -> None:
    """Cleans the named fields; text of one line is what people see of it. Raises Refusal.

    Constraints are checked by the database (`_in_words`).
    """
    fields = [
        field
        for field in thing._meta.concrete_fields
        if field.name in names and not (field.is_relation or field.generated)
    ]
    wrong = {}
    for field in fields:
        try:
            value = getattr(thing, field.attname)
            if isinstance(field, CharField) and isinstance(value, str):
                value = one_line(value)
            setattr(thing, field.attname, field.clean(value, thing))
        except ValidationError as error:
            wrong[field] = error.messages[0]
    for field, message in wrong.items():
        raise Refusal(f"{field.verbose_name}：{message}", "请改正后再提交", field=field.name)


def _in_words(error: IntegrityError) -> Exception:
    """The refusal with the message of the violated constraint or trigger; the error itself if neither is known."""
    said = getattr(error.__cause__, "diag", None)
    if said and said.sqlstate == RAISED_BY_A_TRIGGER:
        return Refusal(str(said.message_primary), "请刷新页面，核对后再办")
    name = getattr(said, "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                fields = [*getattr(constraint, "fields", ())]
                return Refusal(
                    str(constraint.violation_error_message),
                    "请改正后再提交",
                    field=fields[0] if fields else "",
                )
    return error


def _locked(rows: QuerySet[M] | Manager[M], pk: object) -> M | None:
    """The locked row, or None. An append-only row can't be locked: an advisory lock of its name is taken instead."""
    if not is_append_only(rows.model):
        return rows.select_for_update(of=("self",)).filter(pk=pk).first()
    thing = rows.filter(pk=pk).first()
    if thing is not None:
        with connection.cursor() as cursor:
            name = f"{rows.model._meta.db_table} {thing.pk}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    return thing


def _stale(thing: Model) -> Stale:
    last = history(thing).first()
    if last is None:
        return Stale("有人", "刚才")
    return Stale(last.person_name, f"{timezone.localtime(last.at):%Y-%m-%d %H:%M}")


def _text(value: Any) -> str | None:
    """The value as the log entry stores it: for another row, its current name and its number."""
    if isinstance(value, Model):
        return f"{value}（第{value.pk}号）"
    return None if value is None else str(value)
