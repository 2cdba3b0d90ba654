"""The one order in which every action goes: may this agent? lock, ask the law, change, tell the journal.

    with deed("planning.project.submitted", Permission.SUBMIT_PROJECT, by=by) as act:
        project = act.lock(Project.objects, pk, version=version)
        answers = act.ask(...)
        act.change(project, state=State.SUBMITTED)

All in one transaction: what is refused, or breaks off anywhere, has not happened.
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
from django.db.models import Manager, Model, QuerySet
from django.utils import timezone

from goufu.journal import actions as journal
from goufu.journal.models import Entry
from goufu.registry.agents import Agent
from goufu.registry.errors import AlreadyDone, NotAllowed, NotThere, OutOfOrder, Refusal, Stale
from goufu.registry.models import Done
from goufu.registry.permissions import SEEING, Permission, holders

M = TypeVar("M", bound=Model)
T = TypeVar("T")


class Step(IntEnum):
    PERMISSION = 1
    LOCK = 2
    LAW = 3
    CHANGE = 4
    TOLD = 5


class Deed:
    """One action under way. Its methods are the steps; a step back is a fault of the program."""

    def __init__(self, action: str, permission: Permission, by: Agent) -> None:
        self.action = action
        self.permission = permission
        self.by = by
        self.answers: list[Mapping[str, Any]] = []
        self._facts: dict[str, Any] = {}
        self._also: list[Entry] = []
        self._entry: int | None = None
        self._on: tuple[str, object] | None = None
        self._step = Step.PERMISSION

    def allow(self, thing: Model) -> None:
        """Refuses an agent who may not do this to that body (or thing): for what is not stored yet.

        Raises NotThere where it may not even be seen, NotAllowed.
        """
        self._go(Step.PERMISSION)
        if self.by.may_on(self.permission, thing):
            self._allowed()
            return
        seeing = SEEING.get(self.permission)
        if seeing and not self.by.may_on(seeing, thing):
            raise NotThere
        raise self._not_allowed()

    def allow_all(self) -> None:
        """Refuses an agent without the permission, for what belongs to no body."""
        self._go(Step.PERMISSION)
        if not self.by.may(self.permission):
            raise self._not_allowed()
        self._allowed()

    def lock(self, rows: QuerySet[M] | Manager[M], pk: object, *, version: int | None = None) -> M:
        """The row, locked until the end; the agent must be allowed on it, and its version be the one that was seen.

        Raises NotThere, NotAllowed, Stale.
        """
        thing = rows.select_for_update(of=("self",)).filter(pk=pk).first()
        if thing is None:
            raise NotThere
        if self._step is Step.PERMISSION:
            self.allow(thing)
        self._go(Step.LOCK)
        if version is not None and thing.version != version:  # type: ignore[attr-defined]
            raise _stale(thing)
        self._on = self._on or (kind_of(thing), thing.pk)
        return thing

    def ask(self, question: Callable[[], T]) -> T:
        """The law's answer. Money and state are locked by now, so that it is still true when the change is made."""
        self._go(Step.LAW)
        return question()

    def create(self, thing: M) -> M:
        """Stores a new row; what its constraints forbid is told in their own sentences."""
        self._go(Step.CHANGE)
        _checked(thing, [field.name for field in thing._meta.concrete_fields if not field.primary_key])
        thing.save(force_insert=True)
        self._on = self._on or (kind_of(thing), thing.pk)
        return thing

    def create_all(self, things: Sequence[M]) -> None:
        """Stores many new rows of a kind at once; `on` says what the action as a whole happened to."""
        self._go(Step.CHANGE)
        for thing in things:
            _checked(thing, [field.name for field in thing._meta.concrete_fields if not field.primary_key])
        if things:
            type(things[0])._default_manager.bulk_create(things, batch_size=1_000)

    def on(self, thing: Model) -> None:
        """Names what the action as a whole happens to, where that is not the first thing locked or created."""
        self._on = (kind_of(thing), thing.pk)

    def change(self, thing: M, **values: Any) -> M:
        """Stores new values of a locked row; its version goes up.

        The journal keeps what was and what is of the fields that people edit: the others follow from them.
        """
        self._go(Step.CHANGE)
        before = {name: getattr(thing, name) for name in values}
        for name, value in values.items():
            setattr(thing, name, value)
        _checked(thing, values)
        thing.version += 1  # type: ignore[attr-defined]
        thing.save(update_fields=[*values, "version"])
        for name, was in before.items():
            now = getattr(thing, name)  # as the field reads it: personal data is masked
            if was != now and thing._meta.get_field(name).editable:
                self.tell(**{f"{kind_of(thing)}.{name}": [_said(was), _said(now)]})
        return thing

    def change_all(self, things: Sequence[M], fields: Collection[str]) -> None:
        """Stores these fields of many locked rows at once; told of by the caller."""
        self._go(Step.CHANGE)
        if not things:
            return
        for thing in things:
            thing.version += 1  # type: ignore[attr-defined]
        type(things[0])._default_manager.bulk_update(things, [*fields, "version"], batch_size=500)

    def remove(self, thing: Model) -> None:
        """Takes a part out of a locked whole. What stands for itself is never removed."""
        self._go(Step.CHANGE)
        thing.delete()

    def look(self, thing: Model) -> None:
        """For what changes nothing and is told all the same."""
        self._go(Step.CHANGE)
        self._on = self._on or (kind_of(thing), thing.pk)

    def tell(self, **facts: Any) -> None:
        """Adds to what the journal will say."""
        self._facts |= facts

    def tell_each(self, **facts: Any) -> None:
        """Adds one more to each list of facts of that name."""
        for name, fact in facts.items():
            self._facts.setdefault(name, []).append(fact)

    def tell_of(self, thing: Model, action: str, **facts: Any) -> None:
        """An entry of its own for one of the many things that the action happens to."""
        on = (kind_of(thing), thing.pk)
        self._also.append(journal.entry_of(action, by=self.by.actor, on=on, facts=facts))

    def tell_answers(self, answers: Sequence[Mapping[str, Any]]) -> None:
        self.answers += answers

    @property
    def entry(self) -> int:
        """The number that the journal's entry will have, for rows that say which action made them."""
        if self._entry is None:
            self._entry = journal.next_number()
        return self._entry

    def close(self, once: UUID | None) -> None:
        if self._on is None or self._step < Step.CHANGE:
            raise OutOfOrder(f"{self.action} 什么也没有改，不该记入日志")
        journal.record(
            self.action,
            by=self.by.actor,
            on=self._on,
            facts=self._facts,
            answers=self.answers,
            number=self._entry,
        )
        if self._also:
            journal.record_all(self._also)
        if once:
            Done.objects.filter(pk=once).update(object_type=self._on[0], object_id=str(self._on[1]))
        self._step = Step.TOLD

    def _allowed(self) -> None:
        self._step = Step.LOCK

    def _go(self, step: Step) -> None:
        if step < self._step or (step > Step.PERMISSION and self._step is Step.PERMISSION):
            raise OutOfOrder(f"{self.action}：{step.name} 不能在 {self._step.name} 之后")
        self._step = step

    def _not_allowed(self) -> NotAllowed:
        named = "、".join(str(role.label) for role in holders(self.permission))
        return NotAllowed(f"{self.by.body.name}的这个岗位不能办这件事", f"这件事由有权的单位的{named}办理")


@contextmanager
def deed(action: str, permission: Permission, *, by: Agent, once: UUID | None = None) -> Iterator[Deed]:
    """One action in one transaction. `once` is the token of the form that was sent: a second sending changes nothing.

    Raises AlreadyDone when the token has come before, else whatever the action refuses.
    """
    try:
        with transaction.atomic():
            if once:
                _claim(once, by)
            act = Deed(action, permission, by)
            yield act
            act.close(once)
    except IntegrityError as error:
        raise _in_words(error) from error


def kind_of(thing: Model) -> str:
    """How the journal names the kind of a thing: its model, in lower case."""
    return thing._meta.model_name or ""


def history(thing: Model) -> QuerySet[Entry]:
    """What the journal says of it, newest first."""
    return Entry.objects.filter(object_type=kind_of(thing), object_id=str(thing.pk)).order_by("-id")


def _claim(once: UUID, by: Agent) -> None:
    """The second sending waits for the first to end, and then finds its token taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_done (token, person, object_type, object_id, at) VALUES (%s, %s, '', '', now())"
            " ON CONFLICT DO NOTHING",
            [once, by.person.pk],
        )
        if cursor.rowcount:
            return
    made = Done.objects.get(pk=once)
    raise AlreadyDone(made.object_type, made.object_id)


def _checked(thing: Model, names: Collection[str]) -> None:
    """The fields' own checks; what concerns several fields or rows the database checks (`_in_words`)."""
    fields = [
        field
        for field in thing._meta.concrete_fields
        if field.name in names and not (field.is_relation or field.generated)
    ]
    wrong = {}
    for field in fields:
        try:
            setattr(thing, field.attname, field.clean(getattr(thing, field.attname), thing))
        except ValidationError as error:
            wrong[field] = error.messages[0]
    for field, message in wrong.items():
        raise Refusal(f"{field.verbose_name}：{message}", "请改正后再提交", field=field.name)


def _in_words(error: IntegrityError) -> Exception:
    """The sentence that the model has for the constraint which the action ran into; else the error itself."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
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


def _stale(thing: Model) -> Stale:
    last = history(thing).first()
    if last is None:
        return Stale("有人", "刚才")
    return Stale(last.person_name, f"{timezone.localtime(last.at):%Y-%m-%d %H:%M}")


def _said(value: Any) -> str | None:
    """As the journal keeps it: of another thing its name as it is today, and its number."""
    if isinstance(value, Model):
        return f"{value}（第{value.pk}号）"
    return None if value is None else str(value)
