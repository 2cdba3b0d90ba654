"""Settings from environment variables."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured


def whole_number(name: str, default: int, least: int = 1) -> int:
    """The whole number in the environment, else the default. Raises ImproperlyConfigured with a Chinese message."""
    said = os.environ.get(name, "").strip()
    if not said:
        return default
    if not said.isdecimal() or int(said) < least:
        raise ImproperlyConfigured(f"{name}={said}：应当是不小于 {least} 的整数。")
    return int(said)
