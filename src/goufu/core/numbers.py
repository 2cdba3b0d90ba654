"""Official numbers, 云财购〔2026〕3号: one after another without a gap, for each series, place and year.

NOTICES = NumberSeries("procurement.notice", "{place}财购〔{year}〕{number}号")

with action(…) as act:
    …
    number = take_number(NOTICES, place=county.code, year=2026, place_word="云")
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from goufu.core.errors import OutOfOrder


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """A series of official numbers: the code under which they are counted, and how they are written.

    form: holds {number} and {year}, and {place} where the place's own word (云) belongs in it.
    """

    code: str
    form: str


def take_number(series: NumberSeries, *, place: str, year: int, place_word: str = "") -> str:
    """The next number of the series, written out; the first is 1. `place` is the place's code.

    The counter's row stays locked until the transaction ends: the next caller waits, and a rollback leaves no gap. So
    take it after whatever else the action locks; only the file of the paper that carries it is locked later
    (documents.issue_document).
    Raises OutOfOrder outside a transaction, where a number could be lost.
    """
    if not connection.in_atomic_block:
        raise OutOfOrder(f"{series.code}：编号要在办理的事务里取")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_counter AS counter (series, place, year, last) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (series, place, year) DO UPDATE SET last = counter.last + 1 RETURNING last",
            [series.code, place, year],
        )
        [number] = cursor.fetchone()
    return series.form.format(place=place_word, year=year, number=number)
