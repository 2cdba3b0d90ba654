"""Constraints that tie a state to the fields (times, people, texts) that belong to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import CheckConstraint, Q


def state_has(
    states: Collection[str],
    fields: Sequence[str],
    *,
    name: str,
    sentence: str,
    text: str = "",
    free: Collection[str] = (),
) -> CheckConstraint:
    """A check that all the fields are filled in in these states, and empty in others; `free` states allow both.

    text: the name of a text field, which is empty rather than null.
    """
    filled = Q(**{f"{field}__isnull": False for field in fields})
    empty = Q(**{f"{field}__isnull": True for field in fields})
    if text:
        filled &= ~Q(**{text: ""})
        empty &= Q(**{text: ""})
    here, others = Q(state__in=sorted(states)), ~Q(state__in=sorted([*states, *free]))
    condition = (here & filled) | (others & empty)
    if free:
        condition |= Q(state__in=sorted(free))
    return CheckConstraint(condition=condition, name=name, violation_error_message=sentence)
