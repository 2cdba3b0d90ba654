"""How long one can still take part in a procurement, in words and as a badge."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.procurement.models import Procurement
from goufu.ui.columns import state

SOON_DAYS = 3


def left_in_words(procurement: Procurement) -> str:
    """The days until the deadline, in words."""
    return _in_words(_left(procurement), get_language())


def left_of(procurement: Procurement) -> str:
    """The same as a badge."""
    days = _left(procurement)
    return state(
        "" if days is None else "warn" if days < SOON_DAYS else "info", _in_words(days, get_language())
    )


def _left(procurement: Procurement) -> int | None:
    """The whole days until the deadline; None where it is over, or there is none."""
    deadline, now = procurement.bid_deadline_at, wall_clock.now()
    return None if deadline is None or deadline <= now else (deadline - now).days


@lru_cache(maxsize=1024)
def _in_words(days: int | None, _language: str) -> str:
    if days is None:
        return _("已截止")
    return _("剩 %(days)d 天") % {"days": days} if days else _("不到一天")
