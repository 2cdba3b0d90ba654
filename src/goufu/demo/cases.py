"""What the source says of real places: quoted, and never mixed with what is made up (data/cases.toml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

from django.db.models import Q

from goufu.core.roles import Role
from goufu.demo.personas import held
from goufu.demo.services import read
from goufu.planning.kinds import ServiceField
from goufu.planning.models import Project
from goufu.planning.queries.projects import projects
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment

SOURCE = "财政部综合司：《政府购买服务改革取得重要进展和显著成效》"


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence about a place. `figures`: as they stand in it. `like`: the made-up service of the same kind, or ''."""

    place: str
    field: str
    like: str
    sentence: str
    figures: tuple[str, ...]

    @property
    def field_title(self) -> str:
        return str(ServiceField(self.field).label) if self.field else ""

    @property
    def parts(self) -> Iterator[tuple[str, bool]]:
        """The sentence in parts, each with whether it is a figure."""
        if not self.figures:
            yield self.sentence, False
            return
        pattern = "|".join(map(re.escape, sorted(self.figures, key=len, reverse=True)))
        for part in re.split(f"({pattern})", self.sentence):
            if part:
                yield part, part in self.figures


def seats(agent: Agent | None) -> dict[str, Appointment | None]:
    """Where projects of each made-up service are seen: None for the agent's own seat, else a seat of one who has some."""
    services = {case.like for case in cases() if case.like}
    rows = Project.objects.filter(reduce(or_, (Q(title__startswith=each) for each in services)))
    made = rows.order_by("pk").values_list("title", "purchaser")
    own = set(projects(agent).filter(pk__in=rows.values("pk")).values_list("title", flat=True))
    officers = {each.body_id: each for each in held(Role.PURCHASING_OFFICER)}
    found: dict[str, Appointment | None] = {}
    for service in services:
        bodies = [body for title, body in made if title.startswith(service) and body in officers]
        if any(title.startswith(service) for title in own):
            found[service] = None
        elif bodies:
            found[service] = officers[bodies[0]]
    return found


@cache
def cases() -> tuple[Case, ...]:
    return tuple(Case(**each | {"figures": tuple(each["figures"])}) for each in read("cases")["case"])
