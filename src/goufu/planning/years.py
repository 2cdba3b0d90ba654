"""Budget years."""

from __future__ import annotations

from goufu import wall_clock

FIRST = 2020  # the measures (order-102) are in force since then
AHEAD = 3  # years for which a budget may be planned


def years() -> list[tuple[int, int]]:
    """The choices of a year to filter by, the latest first."""
    return [(year, year) for year in range(wall_clock.today().year + AHEAD, FIRST - 1, -1)]
