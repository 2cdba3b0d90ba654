"""The lots of a procurement that ran elsewhere and who bid for them, as a person writes or pastes them: a line each.

The parts of a line stand apart by a tab or a wide comma; what isn't known at its end is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from goufu.files.amounts import money_to_the_fen
from goufu.files.errors import Unreadable
from goufu.registry.models import Body

LOT_LINE = _("每行一个包：名称，预算，中标成交供应商的统一社会信用代码，金额。流标的包后两样空着")
LOST_LINE = _("每行一家：名称或者统一社会信用代码，报价，名次，包号。不知道的空着")
MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class PastLot:
    """A lot with its budget in yuan; without a winner it failed, once the others are awarded."""

    title: str
    budget: Decimal
    winner: int | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """A bidder that was not awarded, as far as it is known. `lot`: its number, 0 where there are none; `price` in yuan."""

    name: str
    body: int | None = None
    price: Decimal | None = None
    rank: int | None = None
    lot: int = 0


def read_lots(text: str) -> tuple[PastLot, ...]:
    """The lots that the lines name, in their order. Raises Unreadable with the line."""
    found = []
    for at, (title, budget, code, amount) in _lines(text, 4):
        if not budget:
            raise Unreadable(f"第 {at} 行没有写包的预算", str(LOT_LINE))
        winner = _registered(code, at)
        found.append(PastLot(title, _money(budget, at), winner, _money(amount, at) if amount else None))
    return tuple(found)


def read_lost(text: str) -> tuple[Lost, ...]:
    """The bidders that the lines name. Raises Unreadable with the line."""
    found = []
    for at, (who, price, rank, lot) in _lines(text, 4):
        body = Body.objects.filter(credit_code=who.upper()).first()
        found.append(
            Lost(
                body.name if body else who,
                body.pk if body else None,
                _money(price, at) if price else None,
                _count(rank, at, "名次"),
                _count(lot, at, "包号") or 0,
            )
        )
    return tuple(found)


def _lines(text: str, most: int) -> Iterator[tuple[int, list[str]]]:
    """By its number each line that says something, as so many parts."""
    lines = [each.replace("\t", "，").strip() for each in text.splitlines()]
    if len(lines) > MOST_LINES:
        raise Unreadable(f"有 {len(lines)} 行，最多 {MOST_LINES} 行", "请核对")
    for at, line in enumerate(lines, start=1):
        parts = [each.strip() for each in line.split("，")]
        if not line:
            continue
        if len(parts) > most or not parts[0]:
            raise Unreadable(
                f"第 {at} 行看不懂：{line[:40]}", "各项之间用全角逗号“，”隔开，或者从 Excel 粘贴"
            )
        yield at, parts + [""] * (most - len(parts))


def _registered(code: str, at: int) -> int | None:
    if not code:
        return None
    found = Body.objects.filter(credit_code=code.upper()).values_list("pk", flat=True).first()
    if found is None:
        raise Unreadable(f"第 {at} 行：单位库里没有统一社会信用代码 {code}", "请先在单位库登记这家供应商")
    return found


def _money(text: str, at: int) -> Decimal:
    try:
        return money_to_the_fen(text, "元")
    except Unreadable as wrong:
        raise Unreadable(f"第 {at} 行“{text[:20]}”：{wrong.why}", wrong.remedy) from wrong


def _count(text: str, at: int, what: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or not 0 < int(text) <= MOST_LINES:
        raise Unreadable(f"第 {at} 行的{what}“{text[:20]}”看不懂", f"请写 1 到 {MOST_LINES} 的整数")
    return int(text)
