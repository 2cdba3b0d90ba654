"""The periods and numbers of challenges and complaints as sentences say them: from cases.toml and the law of the day."""

from __future__ import annotations

from datetime import date

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.law.load import load_rulebook
from goufu.procurement.cases.data import load_cases


def number_on(name: str, day: date) -> int | None:
    """The number of that clock or count on a day, as the country's law has it; None where it had none."""
    cases = load_cases()
    found = cases.clocks.get(name) or cases.numbers[name]
    value = load_rulebook().parameters[found.number].at(day)
    return int(value.value) if value else None


def period(name: str, on: date | None = None) -> str:
    """The period of that clock on a day, today without one, in words; "…" where the law has no number."""
    words = {"个工作日": _("%(count)s 个工作日"), "日": _("%(count)s 日"), "次": _("%(count)s 次")}
    cases = load_cases()
    found = cases.clocks.get(name) or cases.numbers[name]
    unit = load_rulebook().parameters[found.number].unit
    return words[unit] % {"count": number_on(name, on or wall_clock.today()) or "…"}


later = lazy(period, str)  # for tables that are made before anybody asks
