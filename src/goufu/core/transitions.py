"""Transitions: the verbs of a kind of thing with their source and target states, in one table declared by its room.

    PROJECT = Transitions(
        Project,
        State,
        {
            "submit": Transition(_("提交"), EDITABLE, State.SUBMITTED),
            "waive": Transition(_("豁免规则"), STANDING),  # the state stays
        },
        turns={State.DRAFT: _("由购买主体填写后提交")},
    )

    found, state = PROJECT.lock(act, Project.objects, number, "submit", version=version)
    act.change(found, state=state)

The tables are in the rooms' `transitions.py`; `goufu states` draws them into docs/states.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TypeVar

from django.conf import settings
from django.db.models import Manager, Model, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import override

from goufu.core.action import Action
from goufu.core.errors import Refusal
from goufu.core.rooms import rooms
from goufu.journal.naming import kind_of
from goufu.journal.words import thing_in_words

HEAD = """# States

Made from the rooms' `transitions.py` by `goufu states docs/states.md`. An arrow is a verb; after one that leads back the
state is as it was.
"""
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Transition:
    """The effect of a verb on the state. `word` is the verb in Chinese; `target` None: the state stays."""

    word: str | Promise
    sources: frozenset[str]
    target: str | None = None


class Transitions:
    """The transitions of one model, by verb. `turns`: for each state, who acts next and how.

    guard: raises Refusal where something besides the state stands against the verb on a thing.
    """

    def __init__(
        self,
        model: type[Model],
        states: type[TextChoices],
        table: Mapping[str, Transition],
        *,
        turns: Mapping[str, str | Promise],
        guard: Callable[[str, Model], None] = lambda verb, thing: None,
    ) -> None:
        self.model = model
        self.states = states
        self.table = table
        self.turns = turns
        self.guard = guard

    def verbs(self, state: str) -> list[str]:
        """The verbs allowed from this state, in the order of the table."""
        return [verb for verb, each in self.table.items() if state in each.sources]

    def allows(self, verb: str, state: str) -> bool:
        return state in self.table[verb].sources

    @override(settings.LANGUAGE_CODE)
    def after(self, verb: str, thing: Model) -> str:
        """The state that the verb leads to. Raises Refusal where it is not allowed from the thing's state."""
        transition, state = self.table[verb], self._state(thing)
        if state not in transition.sources:
            raise Refusal(
                f"“{thing}”现在是“{self.states(state).label}”，不能{transition.word}",
                str(self.turns[state]),
            )
        self.guard(verb, thing)
        return transition.target or state

    def lock(
        self,
        act: Action,
        rows: QuerySet[M] | Manager[M],
        pk: object,
        verb: str,
        *,
        version: int | None = None,
    ) -> tuple[M, str]:
        """The thing, locked, and the state that the verb leads to.

        Raises NotFound, NotAllowed, Stale like `act.lock`; Refusal like `after`.
        """
        thing = act.lock(rows, pk, version=version)
        return thing, self.after(verb, thing)

    def diagram(self) -> str:
        """The table as a Mermaid state diagram; a verb that leaves the state as it is becomes an arrow back to it."""
        start = self.model().state  # type: ignore[attr-defined]
        lines = ["stateDiagram-v2"]
        lines += [f'    state "{state.label}" as {state.value}' for state in self.states]
        lines.append(f"    [*] --> {start}")
        for each in self.table.values():
            lines += [
                f"    {state.value} --> {each.target or state.value}: {each.word}"
                for state in self.states
                if state in each.sources
            ]
        lines += [f"    {state.value} --> [*]" for state in self.states if not self.verbs(state)]
        return "\n".join(lines)

    def _state(self, thing: Model) -> str:
        return str(thing.state)  # type: ignore[attr-defined]


def tables() -> Iterator[Transitions]:
    """The transition tables of all rooms."""
    for room in rooms():
        if find_spec(f"{room.name}.transitions"):
            module = import_module(f"{room.name}.transitions")
            yield from (each for each in vars(module).values() if isinstance(each, Transitions))


def page() -> str:
    """The page docs/states.md: all tables in Markdown, in Chinese."""
    with override("zh-hans"):
        drawn = [(thing_in_words(kind_of(each.model())), each.diagram()) for each in tables()]
    return "\n".join([HEAD, *(f"## {thing}\n\n```mermaid\n{diagram}\n```\n" for thing, diagram in drawn)])
