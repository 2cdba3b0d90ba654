"""What a check of a list is told besides the list: the stage whose rules are asked, and the terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

STAGE = "plan"


@dataclass(frozen=True, slots=True)
class Terms:
    """The facts that the list may lack: the day whose law is asked, the level and the place of the purchasers.

    The day overrides the lines' own dates; level and place apply to lines without one. `kinds`: of the bodies that lines
    name and say no kind of, by name.
    """

    day: date | None = None
    level: str | None = None
    place: str | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)
