"""The migrations of planning, and after them those of the later release."""

from __future__ import annotations

from pkgutil import iter_modules

from goufu.planning import migrations as released

LAST = max(each.name for each in iter_modules(released.__path__) if each.name[0].isdigit())
__path__ = [*__path__, *released.__path__]
