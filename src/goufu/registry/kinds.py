"""The rulebook's own lists, for forms and tables: one list for the law and for what is stored."""

from __future__ import annotations

from collections.abc import Mapping

from goufu.law.load import load_rulebook


def named(fact: str) -> Mapping[str, str]:
    """Codes and what people read, as the rulebook lists them for a fact. Raises KeyError when it has no list."""
    for stage in load_rulebook().stages.values():
        if fact in stage.facts and stage.facts[fact].choices:
            return stage.facts[fact].choices
    raise KeyError(fact)


def levels() -> list[tuple[str, str]]:
    return list(named("level").items())


def body_kinds() -> list[tuple[str, str]]:
    return list(named("purchaser_kind").items())


def enterprise_sizes() -> list[tuple[str, str]]:
    return list(named("provider_size").items())
