"""Bodies in titles: the named institution that the title shows as its purchaser or as the provider."""

from __future__ import annotations

from functools import cache

from goufu.reader.lexicon import Endings, listed

NAMED_WITHIN = 24  # signs from the front within which a purchaser's name ends


def institution(text: str) -> tuple[str, str]:
    """The named institution at the front of a title as purchaser, and as provider; empty texts where there is none."""
    ends = _institutions()
    best = 0
    for end, sign in enumerate(text[:NAMED_WITHIN], 1):
        if sign in ends.lengths and (name := ends.longest(text, 0, end)) and end > len(name):
            best = best if _generic(text, end - len(name)) else end
    if not best or len(text) - best < 2:
        return "", ""
    rest = text[best:]
    if rest.startswith("承接"):
        return "", text[:best]
    if rest[0] in "周及和与、内外的" or rest.startswith(("附属设施", "建设", "改")):
        return "", ""
    return text[:best], ""


def _generic(text: str, start: int) -> bool:
    """Whether the word at `start` is no name: “辖区幼儿园”, “中小学”."""
    return bool(_generics().longest(text, 0, start))


@cache
def _institutions() -> Endings:
    return Endings(listed("institutions"))


@cache
def _generics() -> Endings:
    return Endings(listed("generic"))
