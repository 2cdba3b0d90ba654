"""The procurement of the design's picture, and a clock for it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from goufu.law.model import Value
from goufu.procurement.timing.counting import Moment
from goufu.procurement.timing.told import Case
from goufu.wall_clock import CHINA


def at(month: int, day: int, hour: int = 10, minute: int = 0, year: int = 2026) -> datetime:
    """A moment in China."""
    return datetime(year, month, day, hour, minute, tzinfo=CHINA)


NOW = at(11, 28)
CHOICES: dict[str, Value] = {
    "budget_yuan": Decimal(1_860_000),
    "method_ground": "service_purchase",
    "bid_deposit_yuan": Decimal(18_600),
}
CHOSEN: dict[str, Moment] = {
    "notice_expired": date(2026, 11, 20),
    "file_closed": date(2026, 11, 25),
    "bid_deadline": at(12, 1, 9, 30),
    "opened": at(12, 1, 9, 30),
}
HAPPENED: dict[str, Moment] = {
    "intention_published": date(2026, 10, 12),
    "keys_rehearsed": date(2026, 11, 16),
    "notice_received": date(2026, 11, 16),
    "notice_published": date(2026, 11, 17),
    "file_provided": date(2026, 11, 17),
    "clarified": date(2026, 11, 25),
}


def consultation(**other: object) -> Case:
    """The consultation YL-2026-CS-047 of a county, ten days after its notice."""
    given = {
        "method": "consultation",
        "starts_on": date(2026, 11, 17),
        "place": "410122",
        "choices": CHOICES,
        "chosen": CHOSEN,
        "happened": HAPPENED,
    }
    return Case(**(given | other))  # type: ignore[arg-type]
