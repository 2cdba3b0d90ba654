"""Text as people type it with a Chinese keyboard: full-width signs, blanks between figures."""

from __future__ import annotations

import re

_NARROW = {code: code - 0xFEE0 for code in range(ord("！"), ord("～") + 1)}


def narrowed(text: str) -> str:
    """The text with its full-width signs, ！ to ～, as those of ASCII, and without blanks: １ ８６．５ is 186.5."""
    return re.sub(r"\s", "", text.translate(_NARROW))
