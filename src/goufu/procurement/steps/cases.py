"""Steps that the provider may take too whose case it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from goufu.core.permissions import Permission
from goufu.core.steps import Step


@dataclass(frozen=True, slots=True)
class PartyStep(Step):
    """A step that the provider may take too whose challenge or complaint it is. `party`: the field with its body."""

    party: str = ""

    def may(self, agent: Any, thing: Any) -> bool:
        if agent.may(Permission.BID) and getattr(thing, f"{self.party}_id") == agent.body.pk:
            return True
        return any(agent.may_on(each, thing) for each in self.permissions if each != Permission.BID)
