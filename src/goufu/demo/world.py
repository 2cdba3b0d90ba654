"""The people and bodies of the demonstration, found by name while its story is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from goufu import wall_clock
from goufu.demo.services import Bureau, bureaus
from goufu.demo.story import Story
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Body, Person, Place

T = TypeVar("T")


@dataclass
class Purchaser:
    """A body that buys services, and the made-up bureau that it is like."""

    body: Body
    bureau: Bureau
    officer: str  # user names
    lead: str


@dataclass
class World:
    """What the parts of the story share."""

    story: Story = field(default_factory=Story)
    places: dict[str, Place] = field(default_factory=dict)  # by name
    offices: dict[str, Body] = field(default_factory=dict)  # finance offices by place name
    purchasers: list[Purchaser] = field(default_factory=list)
    providers: dict[str, list[Body]] = field(default_factory=dict)  # by kind
    names: list[str] = field(default_factory=list)  # of people still to come
    _agents: dict[str, Agent] = field(default_factory=dict)

    @cached_property
    def bureaus(self) -> tuple[Bureau, ...]:
        return bureaus()

    def agent(self, username: str) -> Agent:
        """The person at work. Raises ValueError for somebody without a role."""
        if username not in self._agents:
            [self._agents[username]] = agents_of(Person.objects.get(username=username), wall_clock.today())
        return self._agents[username]

    def pick(self, things: Sequence[T]) -> T:
        return self.story.random.choice(things)
