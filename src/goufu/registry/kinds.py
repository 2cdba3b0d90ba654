"""The rulebook's own lists, for forms and tables: one list for the law and for what is stored."""

from __future__ import annotations

from collections.abc import Mapping

from goufu.law.load import load_rulebook

_LISTS = {
    "level": "level",
    "body_kind": "purchaser_kind",
    "enterprise_size": "provider_size",
}


def named(kind: str) -> Mapping[str, str]:
    """Codes and what people read, as the facts of the plan or the award stage list them."""
    fact = _LISTS[kind]
    for stage in load_rulebook().stages.values():
        if fact in stage.facts:
            return stage.facts[fact].choices
    raise KeyError(kind)


def levels() -> list[tuple[str, str]]:
    return list(named("level").items())


def body_kinds() -> list[tuple[str, str]]:
    return list(named("body_kind").items())


def enterprise_sizes() -> list[tuple[str, str]]:
    return list(named("enterprise_size").items())
