"""Settings from environment variables, for what runs without Django as well."""

from __future__ import annotations

import os


class WrongSetting(Exception):
    """An environment variable has a value that it may not have; the message says which, in Chinese."""


def whole_number(name: str, default: int, least: int = 1) -> int:
    """The whole number in the environment, else the default. Raises WrongSetting."""
    said = os.environ.get(name, "").strip()
    if not said:
        return default
    if not said.isdecimal() or int(said) < least:
        raise WrongSetting(f"{name}={said}：应当是不小于 {least} 的整数。")
    return int(said)
