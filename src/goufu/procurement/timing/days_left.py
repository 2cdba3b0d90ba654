"""How long one can still take part in a procurement, in words and as a badge."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.procurement.models import Procurement
from goufu.ui.columns import state

SOON_DAYS = 3


def next_deadline(procurement: Procurement) -> datetime | None:
    """Until when one can apply, where that is still to come, else until when one responds."""
    until = procurement.applications_until
    return until if until and until > wall_clock.now() else procurement.bid_deadline_at


def left_in_words(procurement: Procurement, *, is_suspended: bool = False) -> str:
    """The days until the deadline, in words; while the activity is suspended none are counted."""
    if is_suspended:
        return _("暂停")
    deadline = next_deadline(procurement)
    if deadline is None or deadline <= wall_clock.now():
        return _("已截止")
    days = (deadline - wall_clock.now()).days
    return _so_many(days, get_language())


def left_of(procurement: Procurement, *, is_suspended: bool = False) -> str:
    """The same as a badge."""
    if is_suspended:
        return state("warn", left_in_words(procurement, is_suspended=True))
    deadline = next_deadline(procurement)
    is_soon = deadline is not None and (deadline - wall_clock.now()).days < SOON_DAYS
    is_over = deadline is None or deadline <= wall_clock.now()
    return state("" if is_over else "warn" if is_soon else "info", left_in_words(procurement))


@lru_cache(maxsize=1024)
def _so_many(days: int, _language: str | None) -> str:
    """So many days, in the reader's language: a list says the same of many rows."""
    return _("剩 %(days)d 天") % {"days": days} if days else _("不到一天")
