"""Doubts about the lines of a budget file that a person must have looked at before they are imported.

Nothing here is wrong in itself: each doubt is ticked, and then the file is imported as it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum, TextChoices
from django.utils.translation import gettext_lazy as _

from goufu.funds.models import BudgetLine
from goufu.funds.money import ZERO
from goufu.funds.queries.coding import ENTRY, ITEM, Codes

FIRST, LATER = "approved", ("second_year", "third_year")  # the fields of amounts
REPLANNED = (*LATER, ENTRY, ITEM)  # what is looked at wherever a file writes it
FACTOR = 1_000  # yuan taken for ten thousand yuan is a factor of 10,000; a tenth of it is left for real differences
_TITLES = {each.name: each.verbose_name for each in BudgetLine._meta.concrete_fields}
MOST_ALONE = Decimal(1_000_000_000)  # yuan; for a line that there is nothing to compare with


class DoubtKind(TextChoices):
    """What is doubted; a person ticks each kind once, for all its lines."""

    AMOUNT = "amount", _("金额和可比的指标相差一千倍以上，可能把元和万元写错了")
    FUND = "fund", _("资金性质不在已知的清单里（清单待核对）")
    CLASSES = "classes", _("同一个项目编码已有别的科目或者资金性质的指标，导入以后两条都在")
    ENTRY = "entry", _("购买服务目录编码不在单位当年适用的指导性目录里")
    ITEM = "item", _("采购品目编码不在政府采购品目分类目录里")
    DEPTH = "depth", _("支出功能分类没有写到项（七位）；预算法第四十六条要求编列到项（条文待核对）")

    @property
    def field(self) -> str:
        """The name of its tick on the form, and of the fact that is logged."""
        return f"checked-{self}"


class Against(TextChoices):
    """What an amount is compared with."""

    BEFORE = "before", _("这条指标现在的金额")
    LAST_YEAR = "last_year", _("上年同一项目的金额")
    FIRST_YEAR = "first_year", _("这条指标当年的金额")
    BODY = "body", _("本单位其他指标的中位数")
    FILE = "file", _("文件里其他指标的中位数")
    NOTHING = "nothing", _("没有可比的指标")


@dataclass(frozen=True, slots=True)
class LineDoubt:
    """A doubt about a line. of: the field that is doubted; against, compared: what it was compared with, in yuan.

    standing: the stored lines of the same project under other classes.
    """

    kind: DoubtKind
    line: BudgetLine
    of: str = FIRST
    against: Against | None = None
    compared: Decimal | None = None
    standing: tuple[BudgetLine, ...] = ()

    @property
    def written(self) -> str:
        """The doubted code or name."""
        return str(getattr(self.line, self.of))

    @property
    def amount(self) -> Decimal:
        """The doubted amount, in yuan."""
        amount: Decimal = getattr(self.line, self.of)
        return amount

    @property
    def year_title(self) -> object:
        """The title of the doubted amount, if it is of a later year."""
        return "" if self.of == FIRST else _TITLES[self.of]


def doubted(
    added: Sequence[BudgetLine],
    adjusted: Sequence[tuple[BudgetLine, Decimal]],
    others_in_file: Sequence[BudgetLine],
    stored: Iterable[BudgetLine],
    codes: Codes,
    *,
    changed: Iterable[tuple[BudgetLine, Collection[str]]] = (),
) -> list[LineDoubt]:
    """The doubts about the lines that a file adds or gives another amount, by kind.

    adjusted: with the amounts before, in yuan. others_in_file: whose amounts stay. stored: all lines of these bodies and
    years. changed: the lines that stay, each with the names of its fields that the file changes.
    """
    named = [*(line for line, _before in adjusted), *others_in_file]
    numbers = {line.pk for line in named}
    others = [line for line in stored if line.pk not in numbers]
    amounts = [*_amounts(added, adjusted, [*added, *named], others)]
    doubted_lines = {id(each.line) for each in amounts}  # new ones have no number yet
    replanned = [*((line, REPLANNED) for line in added), *changed]
    found = [
        *amounts,
        *_later_amounts((line, fields) for line, fields in replanned if id(line) not in doubted_lines),
        *_funds(added),
        *_classes(added, others),
        *_unknown(replanned, codes),
        *(LineDoubt(DoubtKind.DEPTH, line, "function_class") for line in added if not line.is_class_deep),
    ]
    return sorted(found, key=lambda each: DoubtKind.values.index(each.kind))


def is_far(one: Decimal, other: Decimal) -> bool:
    """Whether one amount is a thousand times the other, or more; nothing is said of zero."""
    small, large = sorted((one, other))
    return small > 0 and large >= small * FACTOR


def _amounts(
    added: Sequence[BudgetLine],
    adjusted: Sequence[tuple[BudgetLine, Decimal]],
    in_file: Sequence[BudgetLine],
    others: Sequence[BudgetLine],
) -> Iterator[LineDoubt]:
    comparison = _Comparison(in_file, others)
    for line, before in (*((line, ZERO) for line in added), *adjusted):
        if not line.approved:
            continue
        compared_with = [(Against.BEFORE, before)] if before else [*comparison.of(line)]
        far = [each for each in compared_with if is_far(line.approved, each[1])]
        if far:
            yield LineDoubt(DoubtKind.AMOUNT, line, FIRST, *far[0])
        elif not compared_with and line.approved >= MOST_ALONE:
            yield LineDoubt(DoubtKind.AMOUNT, line, FIRST, Against.NOTHING)


def _later_amounts(replanned: Iterable[tuple[BudgetLine, Collection[str]]]) -> Iterator[LineDoubt]:
    """The doubts about the later years of lines, each with the names of its fields to look at."""
    for line, fields in replanned:
        for of in LATER:
            if of in fields and is_far(getattr(line, of) or ZERO, line.approved):
                yield LineDoubt(DoubtKind.AMOUNT, line, of, Against.FIRST_YEAR, line.approved)


class _Comparison:
    """What the amount of a new line is compared with: last year's of the project, else the body's other amounts.

    A body of which nothing stands may be wrong in all its lines alike: those are compared with the whole file too.
    """

    def __init__(self, in_file: Sequence[BudgetLine], others: Sequence[BudgetLine]) -> None:
        self.last_year = _last_year(in_file)
        of_body: defaultdict[int, list[Decimal]] = defaultdict(list)
        for line in others:
            of_body[line.body_id].append(line.approved)
        for (body, _year, _code), amount in self.last_year.items():
            of_body[body].append(amount)
        self.standing = {body for body, amounts in of_body.items() if any(amounts)}
        self.standing |= {line.body_id for line in in_file if line.pk}
        for line in in_file:
            of_body[line.body_id].append(line.approved)
        self.of_body = {
            body: sorted(filter(None, amounts)) for body, amounts in of_body.items()
        }  # zero tells no unit
        self.of_file = sorted(line.approved for line in in_file if line.approved)

    def of(self, line: BudgetLine) -> Iterator[tuple[Against, Decimal]]:
        """What it is compared with, and that amount in yuan."""
        if amount := self.last_year.get((line.body_id, line.year - 1, line.code)):
            yield Against.LAST_YEAR, amount
            return
        compared = [(Against.BODY, self.of_body[line.body_id])]
        if line.body_id not in self.standing:
            compared.append((Against.FILE, self.of_file))
        for against, amounts in compared:
            if len(amounts) > 1:
                yield against, _middle_without(line.approved, amounts)


def _last_year(lines: Iterable[BudgetLine]) -> dict[tuple[int, int, str], Decimal]:
    """The approved amounts of the year before each line, in yuan, by body, year and code of the project."""
    wanted = {(line.body_id, line.year - 1) for line in lines}
    stored = BudgetLine.objects.filter(
        body__in={body for body, _year in wanted}, year__in={year for _body, year in wanted}
    )
    sums = stored.values_list("body", "year", "code").annotate(amount=Sum("approved"))
    return {(body, year, code): amount for body, year, code, amount in sums}


def _middle_without(own: Decimal, amounts: Sequence[Decimal]) -> Decimal:
    """The median of sorted amounts without `own`, which is one of them; of two in the middle the one nearer to it."""
    at, last = bisect_left(amounts, own), len(amounts) - 2
    middle = [amounts[each if each < at else each + 1] for each in (last // 2, (last + 1) // 2)]
    return min(middle, key=lambda each: max(own, each) / min(own, each))


def _funds(lines: Iterable[BudgetLine]) -> Iterator[LineDoubt]:
    return (LineDoubt(DoubtKind.FUND, line, "fund_kind") for line in lines if not line.is_fund_known)


def _unknown(replanned: Iterable[tuple[BudgetLine, Collection[str]]], codes: Codes) -> Iterator[LineDoubt]:
    """The doubts about codes that mean nothing, of lines each with the names of its fields to look at."""
    for line, fields in replanned:
        for kind, of in ((DoubtKind.ENTRY, ENTRY), (DoubtKind.ITEM, ITEM)):
            if of in fields and not codes.knows(line, of):
                yield LineDoubt(kind, line, of)


def _classes(added: Iterable[BudgetLine], others: Iterable[BudgetLine]) -> Iterator[LineDoubt]:
    standing: defaultdict[tuple[int, int, str], list[BudgetLine]] = defaultdict(list)
    for line in others:
        standing[line.body_id, line.year, line.code].append(line)
    for line in added:
        if there := standing.get((line.body_id, line.year, line.code)):
            yield LineDoubt(DoubtKind.CLASSES, line, standing=tuple(there))
