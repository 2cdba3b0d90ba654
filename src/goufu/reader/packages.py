"""Packages: building and running in one purchase."""

from __future__ import annotations

from goufu.reader.lexicon import heads, members
from goufu.reader.parts import CONNECTORS, words_before
from goufu.reader.patterns import pattern

SMART = "智慧"  # says nothing of what is built: 智慧灯杆
SOFT = ("digital", "abstract", "goods")
_BUILT_AND_RUN = pattern(
    r"{package_terms}|{building}(?:{between_building_and_running}|\+|由.{2,5}?|[0-9一二三四五六七八九十]+年){0,3}{running}"
)


def package(text: str) -> str:
    """The words of a masked title that say building and running in one, or an empty text."""
    match = _BUILT_AND_RUN.search(text)
    if match is None:
        return ""
    start = match.start()
    while (word := heads().longest(text, 0, start)) and heads().kinds[word] == "light_works":
        start -= len(word)
    before = words_before(text, start)
    if before and before[0][1] in SOFT and not (before[0][0] == SMART and before[0][2]):
        return ""
    return "" if _is_object(text, match.end()) else match.group()


def _is_object(text: str, end: int) -> bool:
    """Whether a service right behind the package (审计, 培训), in the same part, has it as its object."""
    if CONNECTORS.search(text, end):
        return False
    last = text.removesuffix("服务")
    head = heads().longest(last, end, len(last))
    return heads().kinds.get(head) in ("project_services", "services") and head not in members("running")
