"""The arguments of the guide's addresses."""

from __future__ import annotations

ARGUMENTS = {"guide:chapter": lambda county: {"name": "purchasing"}}
