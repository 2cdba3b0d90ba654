"""Template filters of the budget pages: {% load funds %}."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from goufu.funds.models import BudgetLine
from goufu.funds.queries.coding import ENTRY, ITEM, Codes
from goufu.ui.money import figures

register = template.Library()


@register.filter
def said(value: object) -> str:
    """A field's value for display: 1,234.56, 是 or 否, a dash when empty."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Decimal):
        return figures(value)
    return "—" if value in (None, "") else str(value)


@register.filter
def entry(line: BudgetLine, codes: Codes) -> object:
    """The line's catalogue code with the entry's name; "" when empty."""
    return codes.said(line, ENTRY, line.catalogue_code)


@register.filter
def item(line: BudgetLine, codes: Codes) -> object:
    """The line's item code with the item's name; "" when empty."""
    return codes.said(line, ITEM, line.item_code)
