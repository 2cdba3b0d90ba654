"""What a person should look at of a procurement that ran elsewhere: it happened, so it is remarked and not refused."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from goufu.procurement.law import days_of, method_of
from goufu.procurement.models import Procurement
from goufu.procurement.past.days import offers_of, past_of
from goufu.procurement.past.entry import OPENED
from goufu.procurement.timing.counting import day_of
from goufu.ui.money import figures

SAME_TIME = "order-87:39"  # opened when the time for bids ends


def remarks_on(procurement: Procurement) -> list[tuple[str, str]]:
    """Each remark with its article, "" without one: awards above the ceiling or the lot's budget, an opening days after the deadline."""
    return [*_on_prices(procurement), *_on_opening(procurement)] if past_of(procurement) else []


def _on_prices(procurement: Procurement) -> Iterator[tuple[str, str]]:
    awarded = [each for each in offers_of(procurement) if each.is_awarded and each.price is not None]
    total = sum(each.price for each in awarded if each.price is not None)
    if procurement.ceiling is not None and total > procurement.ceiling:
        said = {"total": figures(total), "ceiling": figures(procurement.ceiling)}
        yield (
            _(
                "中标、成交金额 %(total)s 元超过最高限价 %(ceiling)s 元：请核对金额；确实超过的，请核对当时为什么没有按无效处理"
            )
            % said,
            "",
        )
    for each in awarded:
        if each.lot and each.price is not None and each.price > each.lot.amount:
            said = {
                "lot": str(each.lot.number),
                "price": figures(each.price),
                "budget": figures(each.lot.amount),
            }
            yield _("第 %(lot)s 包的成交金额 %(price)s 元超过这个包的预算 %(budget)s 元：请核对") % said, ""


def _on_opening(procurement: Procurement) -> Iterator[tuple[str, str]]:
    opened, until = days_of(procurement.occurrences.all()).get(OPENED), procurement.bid_deadline_at
    if opened is None or until is None or day_of(opened) <= day_of(until):
        return
    method = method_of(procurement)
    by_law = method is not None and any(each.article == SAME_TIME for each in method.steps)
    said = {"opened": day_of(opened), "until": day_of(until)}
    yield (
        _("%(opened)s 才开启，响应截止是 %(until)s：请核对日期；确实晚的，补录里留着，说明原因的文件一并上传")
        % said,
        SAME_TIME if by_law else "",
    )
