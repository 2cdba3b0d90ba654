"""Template filters and tags for amounts and days: {% load goufu %}."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import conditional_escape as escaped
from django.utils.safestring import SafeString

from goufu import wall_clock
from goufu.ui import money as amounts
from goufu.ui.bars import MoneyBar
from goufu.ui.kept import kept as kept_for_all
from goufu.ui.money import Unit, figures, unit_of

register = template.Library()
NOTHING = "—"


@register.filter
def money(amount: Decimal | int | None) -> str:
    """The amount in yuan, 1,234.56, without its unit; a dash for None."""
    return NOTHING if amount is None else figures(amount)


@register.filter
def wan(amount: Decimal | int | None) -> str:
    """The amount in 万元, without its unit; a dash for None."""
    return NOTHING if amount is None else figures(amount, Unit.WAN)


@register.filter
def yi(amount: Decimal | int | None) -> str:
    """The amount in 亿元, without its unit; a dash for None."""
    return NOTHING if amount is None else figures(amount, Unit.YI)


@register.simple_tag(takes_context=True)
def amount(context: Context, yuan: Decimal | int | None, otherwise: Unit = Unit.YUAN) -> SafeString | str:
    """The amount with the reader's unit, or the other one where he chose none; the exact yuan are in its value attribute:
    {% amount project.amount %}."""
    if yuan is None:
        return NOTHING
    unit = unit_of(context.get("request"), otherwise)
    # Figures and our own word: nothing to escape, as in a MoneyColumn.
    return SafeString(f'<data value="{yuan}">{figures(yuan, unit)} {unit.word}</data>')


@register.simple_tag(takes_context=True)
def money_bar(context: Context, bar: MoneyBar) -> SafeString:
    """Money in one bar, with its figures beneath: without a template, which asked for each of its thirty values by name."""
    drawn = "".join(
        f'<rect class="{part.tone}" x="{part.start}" width="{part.width}" height="16"></rect>'
        for part in bar.parts
    )
    said = "".join(
        f'<div class="{part.tone}"><dt>{escaped(str(part.word))}</dt><dd>{amount(context, part.amount, bar.unit)}</dd></div>'
        for part in bar.parts
    )
    return SafeString(
        '<div class="gf-money-bar">\n<svg aria-hidden="true" width="100%" height="16" viewBox="0 0 100 16"'
        f' preserveAspectRatio="none">\n{drawn}\n</svg>\n<dl>\n<div><dt>{escaped(str(bar.title))}</dt>'
        f"<dd>{amount(context, bar.approved, bar.unit)}</dd></div>\n{said}\n</dl>\n</div>"
    )


@register.filter
def in_words(yuan: Decimal | int) -> str:
    """The amount in capital numerals for documents: 壹仟元整."""
    return amounts.in_words(yuan)


@register.simple_tag
def kept(template_name: str, **same: Any) -> SafeString:
    """A template that says the same on every page where it is given the same: rendered once for each language."""
    return kept_for_all(template_name, same=same, own={})


@register.filter
def day(moment: date | datetime | None) -> str:
    """The day as 2026-11-23, a moment's in the local time zone; a dash for None."""
    if moment is None:
        return NOTHING
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return f"{moment:%Y-%m-%d}"


@register.simple_tag
def moment_of_printing() -> str:
    """The present moment as 2026-11-23 09:05, in the local time zone."""
    return f"{timezone.localtime(wall_clock.now()):%Y-%m-%d %H:%M}"


@register.simple_tag(takes_context=True)
def units(context: Context) -> list[dict[str, Any]]:
    """The units that a reader can choose, for components/units.html."""
    chosen = unit_of(context.get("request"))
    return [{"code": unit.code, "word": unit.word, "chosen": unit is chosen} for unit in Unit]
