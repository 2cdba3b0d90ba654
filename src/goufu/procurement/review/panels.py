"""Whether a panel is complete, as the rules of its method say of those who sit on it now."""

from __future__ import annotations

from goufu.core.opinion import Opinion
from goufu.law.answers import Answer
from goufu.procurement.choices import STAGE
from goufu.procurement.law import facts_of, method_of
from goufu.procurement.models import Procurement


def lacking(procurement: Procurement) -> list[Answer]:
    """What the rules on the size of the panel and the share of experts object to; empty where it may begin."""
    method = method_of(procurement)
    if method is None or method.panel is None:
        return []
    rules = tuple(filter(None, (*method.panel.rules, method.panel.experts)))
    return Opinion.of_facts(STAGE, facts_of(procurement), rules=rules).blocking
