"""What is asked of an uploaded list: on which terms it is checked, and what a person has chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

from goufu import wall_clock
from goufu.check.columns import Chosen
from goufu.check.terms import Terms


@dataclass(frozen=True, slots=True)
class Task:
    """A check to be made: the terms, and what a person chose: the sheet, the unit of bare amounts, meanings of columns.

    today: the day on which it was asked for, under whose law rows without dates of their own are.
    """

    terms: Terms = field(default_factory=Terms)
    sheet: str | None = None
    unit: str | None = None
    chosen: Mapping[str, Chosen] = field(default_factory=dict)
    today: date = field(default_factory=wall_clock.today)

    def to_json(self) -> dict[str, Any]:
        """The task as it is stored beside the list."""
        terms = asdict(self.terms) | {"day": self.terms.day.isoformat() if self.terms.day else None}
        return {
            "terms": terms,
            "sheet": self.sheet,
            "unit": self.unit,
            "chosen": {name: asdict(each) for name, each in self.chosen.items()},
            "today": self.today.isoformat(),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The task that was stored."""
        terms = stored["terms"]
        day = date.fromisoformat(terms["day"]) if terms["day"] else None
        chosen = {name: Chosen(**each) for name, each in stored["chosen"].items()}
        today = stored.get("today")
        return cls(
            Terms(day, terms["level"], terms["place"], terms.get("kinds", {})),
            stored.get("sheet"),
            stored["unit"],
            chosen,
            date.fromisoformat(today) if today else wall_clock.today(),
        )
