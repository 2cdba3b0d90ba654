"""Reasons that people give for what they do."""

from __future__ import annotations

from goufu.core.errors import Refusal

SHORTEST = 5  # characters


def required_reason(text: str, *, field: str = "reason") -> str:
    """The reason without the blanks around it. Raises Refusal when it is shorter than SHORTEST."""
    reason = text.strip()
    if len(reason) < SHORTEST:
        raise Refusal(f"理由至少写{SHORTEST}个字", "请写明为什么要这样做；理由记入日志", field=field)
    return reason
