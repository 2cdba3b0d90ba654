"""The rulebook's lists of choices, for models, forms and tables."""

from __future__ import annotations

from collections.abc import Mapping

from goufu.law.load import rulebook_stages


def named(fact: str) -> Mapping[str, str]:
    """The choices of a fact, labels by code, as the rulebook lists them. Raises KeyError when it has no list."""
    for stage in rulebook_stages().values():
        if fact in stage.facts and stage.facts[fact].choices:
            return stage.facts[fact].choices
    raise KeyError(fact)


def levels() -> list[tuple[str, str]]:
    return list(named("level").items())


def body_kinds() -> list[tuple[str, str]]:
    return list(named("purchaser_kind").items())


def enterprise_sizes() -> list[tuple[str, str]]:
    return list(named("provider_size").items())
