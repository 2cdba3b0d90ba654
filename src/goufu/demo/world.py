"""The people and bodies of the demonstration, found by name while it is simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

from goufu import wall_clock
from goufu.demo.entering import come_to_work
from goufu.demo.services import Bureau, bureaus
from goufu.demo.simulation import Simulation
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Body, Person, Place

T = TypeVar("T")

PROVINCE = "岭西省"
TREASURER = "cz"  # what user names of finance officers end in
SIGNED_IN_FOR = timedelta(14)  # each day would make a log that one can't see the work in
_BEGINNINGS = {PROVINCE: "lx", "岚溪市": "ls", "云岭县": "yl", "松泉县": "sq"}


def username(place: str, job: str, bureau: int | None = None) -> str:
    """The user name of whoever has that job in a place: at its finance office, or at the bureau of that number."""
    return f"{_BEGINNINGS[place]}{'' if bureau is None else f'{bureau:02}'}-{job}"


@dataclass
class Purchaser:
    """A body that buys services, and the made-up bureau that it is like."""

    body: Body
    bureau: Bureau
    officer: str  # user names
    lead: str


@dataclass
class World:
    """What the parts of the scenario share. `is_small`: one bureau in each place, and few projects, for tests."""

    is_small: bool = False
    simulation: Simulation = field(default_factory=Simulation)
    places: dict[str, Place] = field(default_factory=dict)  # by name
    offices: dict[str, Body] = field(default_factory=dict)  # finance offices by place name
    purchasers: list[Purchaser] = field(default_factory=list)
    providers: dict[tuple[str, str], list[Body]] = field(default_factory=dict)  # by place and kind
    names: list[str] = field(default_factory=list)  # of people still to come
    _agents: dict[str, Agent] = field(default_factory=dict)  # by user name
    _signed_in: dict[str, date] = field(default_factory=dict)  # the last day

    @cached_property
    def bureaus(self) -> tuple[Bureau, ...]:
        return bureaus()[:1] if self.is_small else bureaus()

    def agent(self, username: str) -> Agent:
        """The person at work, signed in some days ago at most. Raises ValueError for somebody without a role."""
        today = wall_clock.today()
        if username not in self._agents:
            [self._agents[username]] = agents_of(Person.objects.get(username=username), today)
        agent = self._agents[username]
        if today - self._signed_in.get(username, date.min) > SIGNED_IN_FOR:
            come_to_work(agent.person)
            self._signed_in[username] = today
        return agent

    def purchaser_of(self, said: Mapping[str, Any]) -> Purchaser:
        """The purchaser of that bureau, by its number, in that place."""
        bureau = self.bureaus[said["bureau"]]
        return next(
            each
            for each in self.purchasers
            if each.bureau is bureau and each.body.place.name == said["place"]
        )

    def treasurer(self, place: str) -> Agent:
        """The finance officer of the place."""
        return self.agent(username(place, TREASURER))

    def pick(self, things: Sequence[T]) -> T:
        return self.simulation.random.choice(things)
