"""Charts: drawn in the browser, with the same figures in a table below for reading, screen readers and printing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Number = Decimal | int | float
NONE = "—"


@dataclass(frozen=True)
class ChartSeries:
    """A line or a set of bars: its name, and one value per label, None where there is none."""

    name: str
    values: Sequence[Number | None]


@dataclass(frozen=True)
class Chart:
    """A chart for components/chart.html.

    key: its name within the page; labels: along the axis; head: the header of the labels in the table; unit: of all
    values.
    """

    key: str
    title: str
    kind: Literal["bar", "stack", "line"]
    head: str
    labels: Sequence[str]
    series: Sequence[ChartSeries]
    unit: str = ""

    @property
    def data_id(self) -> str:
        return f"chart-{self.key}"

    @property
    def drawn(self) -> dict[str, object]:
        """The data for charts.js; floats are precise enough for drawing."""
        return {
            "kind": self.kind,
            "unit": self.unit,
            "labels": [str(label) for label in self.labels],
            "series": [
                {
                    "name": str(each.name),
                    "values": [None if one is None else float(one) for one in each.values],
                }
                for each in self.series
            ],
        }

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The rows of the table: the label, and (name, formatted value) of each series."""
        return [
            (label, [(each.name, _figure(each.values[place])) for each in self.series])
            for place, label in enumerate(self.labels)
        ]


def _figure(value: Number | None) -> str:
    return NONE if value is None else f"{value:,}"
