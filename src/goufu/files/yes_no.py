"""Yes and no as people write them in a cell."""

from __future__ import annotations

_YES = frozenset(["是", "有", "√", "✓", "✔", "☑", "■", "对", "1", "y", "yes", "t", "true", "真"])
_NO = frozenset(["否", "无", "×", "✗", "✘", "x", "☐", "□", "不是", "非", "0", "n", "no", "f", "false", "假"])


def yes_or_no(text: str) -> bool | None:
    """What a cell's text says, in either case and without outer white space; None where it is neither."""
    said = text.strip().lower()
    if said in _YES:
        return True
    return False if said in _NO else None
