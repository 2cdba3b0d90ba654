"""The years for which one procurement buys, where it buys for more than one (一招几年), with the money of each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from goufu.procurement.models import Procurement
from goufu.ui.money import figures


def years_of(procurement: Procurement) -> list[tuple[int, Decimal]]:
    """The years and their yuan, as the approved projects plan them; none where all is spent in one year.

    None either where a project gives a part of its money only: nobody has said of which year that part is.
    """
    found: dict[int, Decimal] = {}
    for share in procurement.shares.all():
        project = share.project
        planned = (project.first_year, project.second_year, project.third_year)
        if share.amount != project.amount:
            return []
        for later, amount in enumerate(planned if any(planned) else (project.amount,)):
            if amount:
                found[project.year + later] = found.get(project.year + later, Decimal(0)) + amount
    return sorted(found.items()) if len(found) > 1 else []


def buys_for_years(procurement: Procurement) -> bool:
    """Whether a project of it plans money of a later year."""
    return any(each.project.second_year or each.project.third_year for each in procurement.shares.all())


def in_words(years: Sequence[tuple[int, Decimal]]) -> str:
    """The years in one phrase: 2027年 600,000.00 元，2028年 620,000.00 元."""
    return "，".join(f"{year}年 {figures(amount)} 元" for year, amount in years)


def term_in_words(procurement: Procurement) -> str:
    """How long the contract runs, as notices and the file say it."""
    said = procurement.contract_term_text
    return f"{said}；采购一次，合同逐年签订" if said and procurement.signs_yearly else said


def proposed_term(procurement: Procurement) -> str:
    """What the plan begins with where nobody has written the term yet: the longest that its projects were approved for."""
    months = max((each.project.term_months or 0 for each in procurement.shares.all()), default=0)
    return f"自合同签订之日起{months}个月" if months else ""
