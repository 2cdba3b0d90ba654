"""The rooms of this installation: all packages with an `apps.py`, found without a list."""

from __future__ import annotations

from importlib.util import find_spec
from pkgutil import iter_modules

import goufu

APPS = [
    f"goufu.{package.name}"
    for package in iter_modules(goufu.__path__)
    if package.ispkg and find_spec(f"goufu.{package.name}.apps")
]
