"""Template filters of the budget pages: {% load funds %}."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

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
