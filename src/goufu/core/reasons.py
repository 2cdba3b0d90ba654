"""Reasons that people write for an action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from goufu.core.errors import Refusal
from goufu.files.cells import one_line
from goufu.ui.forms import GrowingText

SHORTEST = 5  # characters


class ReasonField(forms.CharField):
    """A form field for a reason, with the minimum length that the action requires."""

    def __init__(self, **more: Any) -> None:
        given: dict[str, Any] = {"label": gettext_lazy("理由"), "max_length": 2_000, "widget": GrowingText}
        super().__init__(**given | {"min_length": SHORTEST} | more)


def required_reason(text: str, verb: str, *, field: str = "reason") -> str:
    """The reason without surrounding blanks. Raises Refusal, which names the verb, when less than SHORTEST can be seen of it."""
    reason = text.strip()
    if len(one_line(reason)) < SHORTEST:
        raise Refusal(
            f"{verb}要写明理由，至少{SHORTEST}个字",
            "请写清为什么，对方和以后查阅的人才看得懂；理由记入日志",
            field=field,
        )
    return reason
