"""What notices tell of framework agreements: who was shortlisted, a call-off's result, the summary at the end; and when they are due."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from goufu import wall_clock
from goufu.procurement.law import days_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import (
    ApplicationState,
    CallOff,
    CallOffState,
    FrameworkApplication,
    FrameworkMember,
    Notice,
    NoticeState,
    Procurement,
)
from goufu.procurement.notices import NoticeKind, load_notices
from goufu.procurement.review.events import FRAMEWORK_ENDED
from goufu.procurement.review.notices import Filled
from goufu.procurement.review.rounds import agreements_of, awards_of
from goufu.registry.models import Body
from goufu.ui.money import figures

SHORTLIST, SUMMARY = "shortlist", "framework_summary"  # kinds of notices
OF_FRAMEWORKS = (SHORTLIST, SUMMARY, "call_off")
KINDS = {"closed": "封闭式", "open": "开放式"}


def kinds_of_framework(procurement: Procurement, going: Iterable[Notice]) -> list[NoticeKind]:
    """The notices that are due: the shortlist once it is decided, and for those who come in later; the summary at the end."""
    kinds = load_notices()
    found = []
    if tells_awards(procurement, going) or newly_in(procurement, going):
        found.append(kinds[SHORTLIST])
    ended = days_of(procurement.occurrences.all()).get(FRAMEWORK_ENDED)
    is_over = ended is not None and str(ended)[:10] <= wall_clock.today().isoformat()
    if is_over and agreements_of(procurement).exists() and all(each.kind != SUMMARY for each in going):
        found.append(kinds[SUMMARY])
    return found


def tells_awards(procurement: Procurement, going: Iterable[Notice]) -> bool:
    """Whether the shortlist that counts now stands in none of the notices, which are not discarded."""
    before = list(awards_of(procurement).values_list("at", flat=True))
    return bool(before) and not any(each.drafted_at >= max(before) for each in _shortlists(going))


def newly_in(procurement: Procurement, going: Iterable[Notice]) -> list[FrameworkMember]:
    """The providers that joined by an application, and whom none of the notices, which are not discarded, names.

    A draft names who is in when it is published.
    """
    now = wall_clock.now()
    last = max((each.published_at or now for each in _shortlists(going)), default=None)
    rows = FrameworkMember.objects.filter(framework__in=agreements_of(procurement), response=None)
    if last is not None:
        admitted = FrameworkApplication.objects.filter(
            framework=OuterRef("framework"), provider=OuterRef("provider"), decided_at__gt=last
        )
        rows = rows.filter(Exists(admitted.filter(state=ApplicationState.ADMITTED)))
    return list(rows.select_related("provider__place", "framework__lot").order_by("pk"))


def _shortlists(notices: Iterable[Notice]) -> list[Notice]:
    return [each for each in notices if each.kind == SHORTLIST and each.state != NoticeState.DISCARDED]


def shortlist(filling: Filled) -> str:
    """A line for each provider that no other notice names: its name, its place, its price; by lots."""
    others = [each for each in filling.procurement.notices.all() if each.pk != filling.notice.pk]
    lines = []
    if tells_awards(filling.procurement, others):
        lines = [
            _of_lot(each.lot.number if each.lot else 0)
            + _named(each.response.bidder, f"入围价格 {figures(each.amount)} 元")
            for each in filling.awards
        ]
    word = "补充征集入围，入围价格" if filling.procurement.framework_kind == "closed" else "付费标准"
    for each in newly_in(filling.procurement, others):
        lot = each.framework.lot
        lines.append(
            _of_lot(lot.number if lot else 0) + _named(each.provider, f"{word} {figures(each.price)} 元")
        )
    return "\n".join(lines)


def _of_lot(number: int) -> str:
    return f"第 {number} 包：" if number else ""


def _named(body: Body, price: str) -> str:
    return f"{body.name}，{body.place.name}，{price}"


def kind(filling: Filled) -> str:
    return KINDS.get(filling.procurement.framework_kind, "")


def term(filling: Filled) -> str:
    months = filling.procurement.framework_term_months
    return f"{months} 个月" if months else ""


def second_stage(filling: Filled) -> str:
    fact = load_methods().book.stages["procurement"].facts["second_stage"]
    return fact.choices.get(filling.procurement.second_stage, "")


def purchaser(filling: Filled) -> str:
    return _told(filling).purchaser.name


def provider(filling: Filled) -> str:
    member = _told(filling).member
    return member.provider.name if member else ""


def amount(filling: Filled) -> str:
    return f"{figures(_told(filling).amount)} 元"


def subject(filling: Filled) -> str:
    found = _told(filling)
    return f"{found.title}，{found.quantity.normalize():f} {found.framework.unit}"


def _told(filling: Filled) -> CallOff:
    assert filling.notice.call_off is not None
    return filling.notice.call_off


def call_offs(filling: Filled) -> str:
    """A line for each agreed call-off, the first first; a sentence where there was none."""
    rows = (
        CallOff.objects.filter(framework__procurement=filling.procurement, state=CallOffState.AGREED)
        .select_related("purchaser", "member__provider", "framework")
        .order_by("pk")
    )
    lines = [
        f"{each.number} {each.purchaser.name}：{each.title}，{each.quantity.normalize():f} {each.framework.unit}，"
        f"{each.member.provider.name if each.member else ''}，{figures(each.amount)} 元"
        for each in rows
    ]
    return "\n".join(lines) or "框架协议期内没有成交"
