"""The rooms of this installation: all packages with an `apps.py`, found without a list.

The demonstration is installed only in a data folder that it has made; its templates are found before all others.
"""

from __future__ import annotations

from importlib.util import find_spec
from pkgutil import iter_modules

import goufu

DEMONSTRATION = "goufu.demo"


def apps(*, is_demonstration: bool) -> list[str]:
    found = [
        f"goufu.{package.name}"
        for package in iter_modules(goufu.__path__)
        if package.ispkg and find_spec(f"goufu.{package.name}.apps")
    ]
    found.remove(DEMONSTRATION)
    return [DEMONSTRATION, *found] if is_demonstration else found
