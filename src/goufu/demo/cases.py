"""What the source says of real places: quoted, and never mixed with what is made up (data/cases.toml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from goufu.demo.services import read
from goufu.planning.kinds import ServiceField

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


@cache
def cases() -> tuple[Case, ...]:
    return tuple(Case(**each | {"figures": tuple(each["figures"])}) for each in read("cases")["case"])
