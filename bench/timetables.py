"""Timetables of procurements: the time of one, as a page that shows it takes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from bench.figures import Figure, timed
from goufu.law.model import Value
from goufu.procurement.methods import load_methods
from goufu.procurement.notices import load_notices
from goufu.procurement.timing.timetable import timetable
from goufu.procurement.timing.told import Case
from goufu.wall_clock import now

TIMES = 200
CHOICES: dict[str, Value] = {
    "budget_yuan": Decimal(5_000_000),
    "bid_deposit_yuan": Decimal(10_000),
    "has_prequalification": True,
    "method_ground": "service_purchase",
}


def measure() -> list[Figure]:
    """The mean time of a timetable of the method with the longest, and the time in which all data are read at first."""
    with timed() as reading:
        methods = load_methods()
        load_notices()
    moment, start = now(), date(2027, 1, 4)
    slowest = 0.0
    for method in methods.methods.values():
        if method.refusal:
            continue
        with timed() as spent:
            for number in range(TIMES):
                timetable(Case(method.name, start + timedelta(days=number), "410122", CHOICES), moment)
        slowest = max(slowest, spent.cpu / TIMES)
    subject = "采购的时间表"
    return [
        Figure(subject, "一次采购的时间表，最慢的方式", slowest * 1000, "毫秒", at_most=5),
        Figure(subject, "第一次读入全部方式和公告", reading.cpu * 1000, "毫秒"),
    ]
