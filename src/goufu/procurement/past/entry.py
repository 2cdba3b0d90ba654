"""A procurement that ran elsewhere, as it is to be entered: what is said of it, and what of that can't have been."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from goufu import wall_clock
from goufu.core.errors import Refusal
from goufu.files.folding import name_key
from goufu.law.load import load_rulebook
from goufu.procurement.choosing import may_approve
from goufu.procurement.frameworks.standing import is_framework
from goufu.procurement.law import BEGINNING
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Method
from goufu.procurement.models import Procurement, ProcurementState
from goufu.procurement.past.bidders import Lost, PastLot
from goufu.procurement.past.days import FOLLOWS
from goufu.procurement.review.events import AWARDED, SIGNED
from goufu.registry.models import Body
from goufu.ui.money import figures

OPENED = "opened"
LAW = "procurement-law"


@dataclass(frozen=True, slots=True)
class Approval:
    """The document by which a finance department allowed the method."""

    office: str
    level: str
    number: str
    day: date


@dataclass(frozen=True, slots=True)
class Past:
    """A procurement as it ran: `days` by event; `amounts` in yuan by number of the project.

    Where there are lots, each has its own result, and `winner` and `amount` are empty. `lost`: who else bid.
    ended_on, end_reason: where it was terminated. again: why it is another one than that of the same number and day.
    """

    title: str
    amounts: Mapping[int, Decimal]
    method: str
    ran_at: str
    ground: str = ""
    organisation: str = ""
    other_number: str = ""
    ceiling: Decimal | None = None
    file_until: date | None = None
    bid_deadline: date | None = None
    days: Mapping[str, date] = field(default_factory=dict)
    approval: Approval | None = None
    winner: int | None = None
    amount: Decimal | None = None
    lots: tuple[PastLot, ...] = ()
    lost: tuple[Lost, ...] = ()
    ended_on: date | None = None
    end_reason: str = ""
    again: str = ""

    @property
    def results(self) -> dict[int, tuple[int | None, Decimal | None]]:
        """Winner and amount by number of the lot; 0 where there are none."""
        if not self.lots:
            return {0: (self.winner, self.amount)}
        return {at: (each.winner, each.amount) for at, each in enumerate(self.lots, start=1)}


def key_of(past: Past) -> tuple[str, date | None]:
    """What tells one that ran elsewhere from the purchaser's others: its number there, else its title, and the day on which it began."""
    return name_key(_called(past)), began_on(past)


def _called(past: Past) -> str:
    return past.other_number.strip() or past.title.strip()


def entered_before(purchaser: Body, entries: Sequence[Past]) -> dict[tuple[str, date | None], str]:
    """By that key the number here of those that were entered already and not struck; one query for many."""
    days = {began_on(each) for each in entries}
    rows = Procurement.objects.filter(purchaser=purchaser, past__isnull=False, starts_on__in=days - {None})
    rows = rows.exclude(state=ProcurementState.WITHDRAWN).order_by("-pk")
    found = rows.values_list("past__other_number", "title", "starts_on", "number")
    return {(name_key(other or title), day): number for other, title, day, number in found}


def refuse_twice(past: Past, before: str | None) -> None:
    """Raises Refusal for what looks like one that was entered already, unless it is said why it is another one."""
    if before is not None and not past.again.strip():
        raise Refusal(
            f"“{_called(past)}”（{began_on(past)} 开始）已经补录过：{before}",
            "同一次采购不再补录，要改的作废以后重新补录；确实是另一次的，写明理由再补录",
            field="again",
        )


def refuse_wrong(past: Past, purchaser: Body) -> None:
    """Raises Refusal, with the field, for what can't have been: days to come or out of order, a result without its provider."""
    methods, today = load_methods(), wall_clock.today()
    method = methods.methods.get(past.method)
    if method is None or method.refusal:
        raise Refusal("没有这种采购方式", "请从列出的里选", field="method")
    if is_framework(method):
        raise Refusal(f"{method.title}不能补录", "在本系统征集的，从采购方案开始", field="method")
    if method.grounds and past.ground not in method.grounds.cases:
        raise Refusal(f"{method.title}要写明适用情形", "请从列出的里选", field="ground")
    if not past.amounts:
        raise Refusal("没有写用哪个项目的钱", "写明项目和金额", field="project")
    for name, day in past.days.items():
        title = methods.events[name].title
        if name not in method.order:
            raise Refusal(f"{method.title}没有“{title}”这一步", "请空着", field=name)
        if day > today:
            raise Refusal(f"“{title}”的日子还没有到", "补录只写办过的，没有办的空着", field=name)
        refuse_before_the_law(title, day, name)
        refuse_earlier(name, day, past.days)
    began = began_on(past)
    if began is None:
        raise Refusal("看不出采购活动哪天开始", "写明公告或者采购文件发出的日子", field="notice_published")
    _refuse_wrong_days(past, began, today)
    if past.bid_deadline and (opened := past.days.get(OPENED)) and opened < past.bid_deadline:
        raise Refusal(f"开启不能早于响应截止（{past.bid_deadline}）", "请核对日期", field=OPENED)
    _refuse_wrong_result(past, purchaser)
    _refuse_wrong_approval(past, method, began)


def refuse_earlier(name: str, day: date, days: Mapping[str, date], field: str = "") -> None:
    """Raises Refusal for an event before one that it follows on; `field`: where its day is asked, by default its own."""
    events = load_methods().events
    for earlier in _given_before(name, days):
        if day < days[earlier]:
            raise Refusal(
                f"“{events[name].title}”不能早于“{events[earlier].title}”（{days[earlier]}）",
                "请核对日期",
                field=field or name,
            )


def _refuse_wrong_days(past: Past, began: date, today: date) -> None:
    """Refuses ends that are to come, which would be open here, and ends before the beginning."""
    ends = {
        "file_until": ("采购文件提供到", past.file_until),
        "bid_deadline": ("响应截止", past.bid_deadline),
        "ended_on": ("终止", past.ended_on),
    }
    for name, (title, day) in ends.items():
        if day and day > today:
            raise Refusal(f"“{title}”的日子还没有到", "在别处还在办的，过了那一天再补录", field=name)
        if day and day < began:  # so none is before the law either
            raise Refusal(f"“{title}”不能早于采购活动开始（{began}）", "请核对日期", field=name)


def refuse_before_the_law(title: str, day: date, field: str) -> None:
    """Raises Refusal for a day before there was a procurement law."""
    law = load_rulebook().instruments[LAW]
    began = law.began_on or law.in_force_from
    if day < began:
        raise Refusal(
            f"“{title}”（{day}）早于{law.short}施行（{began}）",
            "请核对年份；政府采购法施行以前的采购不补录",
            field=field,
        )


def _given_before(name: str, days: Mapping[str, date]) -> Iterator[str]:
    """The events with a day that it follows on, also beyond those that have none."""
    for earlier in FOLLOWS.get(name, ()):
        if earlier in days:
            yield earlier
        else:
            yield from _given_before(earlier, days)


def _refuse_wrong_result(past: Past, purchaser: Body) -> None:
    _refuse_wrong_lots(past)
    refuse_wrong_offers(past.results, past.lost, sum(past.amounts.values(), Decimal(0)), purchaser)
    is_awarded = any(winner is not None for winner, _amount in past.results.values())
    if is_awarded and AWARDED not in past.days:
        raise Refusal("有中标、成交供应商，没有写哪天定标", "写明定标的日子", field=AWARDED)
    if AWARDED in past.days and not is_awarded:
        raise Refusal(
            "定标了，没有写中标、成交供应商", "写明供应商和金额", field="lots" if past.lots else "winner"
        )
    if bool(past.ended_on) != bool(past.end_reason.strip()):
        raise Refusal("终止的要写哪天、为什么", "两样都写，或者都空着", field="end_reason")
    if past.ended_on and SIGNED in past.days:
        raise Refusal(
            f"合同已经签订（{past.days[SIGNED]}），不能终止采购",
            "签了合同的，终止日期和原因空着",
            field="ended_on",
        )
    last = max(past.days.values())
    if past.ended_on and past.ended_on < last:
        raise Refusal(f"终止不能早于办过的最后一步（{last}）", "请核对日期", field="ended_on")


def _refuse_wrong_lots(past: Past) -> None:
    """Refuses lots beside a result of the whole, and lots that together cost more than there was."""
    if past.lots and (past.winner is not None or past.amount is not None):
        raise Refusal("分了包，又写了整个采购的结果", "结果写在各个包里，供应商和金额空着", field="winner")
    budget, money = (
        sum((each.budget for each in past.lots), Decimal(0)),
        sum(past.amounts.values(), Decimal(0)),
    )
    if any(each.budget <= 0 for each in past.lots) or budget > money:
        raise Refusal(
            f"各包的预算要大于零，合起来不超过采购预算（{figures(money)} 元）",
            "请核对各包的预算",
            field="lots",
        )


def refuse_wrong_offers(
    results: Mapping[int, tuple[int | None, Decimal | None]],
    lost: Sequence[Lost],
    money: Decimal,
    purchaser: Body,
) -> None:
    """Raises Refusal for results by lot that are half, above the money, or the purchaser's own, and for losers that won or name no lot."""
    result, total = ("amount", "winner") if 0 in results else ("lots", "lots"), Decimal(0)
    for winner, amount in results.values():
        if (winner is None) != (amount is None):
            raise Refusal("结果要有供应商和金额", "两样都写，或者都空着", field=result[0])
        if winner == purchaser.pk:
            raise Refusal("采购人自己不是供应商", "请核对统一社会信用代码", field=result[1])
        total += amount or 0
    if total > money:
        raise Refusal("中标、成交金额超过了采购预算", "请核对金额", field=result[0])
    seen: set[tuple[int, str]] = set()
    for each in lost:
        if each.lot not in results:
            lots = f"有第 1 到 {len(results)} 包" if 0 not in results else "没有分包的，包号空着"
            raise Refusal(f"{each.name}：没有第 {each.lot} 包", lots, field="lost")
        if each.body is not None and each.body in (purchaser.pk, results[each.lot][0]):
            raise Refusal(
                f"{each.name}是采购人或者中标、成交供应商", "这里只写没有中标、成交的", field="lost"
            )
        if (each.lot, each.name) in seen:
            raise Refusal(f"{each.name}写了两次", "每家每个包写一次", field="lost")
        seen.add((each.lot, each.name))


def _refuse_wrong_approval(past: Past, method: Method, began: date) -> None:
    """Raises Refusal for one that this method doesn't want, of an office that may not give it, or given too late."""
    if past.approval:
        refuse_before_the_law("批复", past.approval.day, "approval_day")
    if past.approval and past.approval.day > began:
        raise Refusal(f"批复不能晚于采购活动开始（{began}）", "请照批复上的日期填写", field="approval_day")
    if past.approval and not (method.approval and may_approve(method.approval, past.approval.level)):
        refusal = method.approval.refusal if method.approval else f"{method.title}不用批准"
        raise Refusal(refusal, "请照批复填写", field="approval_level")


def began_on(past: Past) -> date | None:
    """The first day of a notice or a file that went out, as events.toml says."""
    firsts = load_methods().events[BEGINNING].first_of
    return min((day for name, day in past.days.items() if name in firsts), default=None)
