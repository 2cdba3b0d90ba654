"""Text patterns that mean the same on every engine: a small regular subset and named word lists.

Left out on purpose, because engines differ: dot and newline, backslash classes, `$`, look-around, back-references.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from goufu.compiled import compiled
from goufu.law.model import RulebookError
from goufu.lazy_patterns import lazy_pattern

_LIST = lazy_pattern(r"\{([a-z][a-z0-9_]*)\}")
_FORBIDDEN = {
    "\\": "反斜线",
    "$": "$（改用 gf_ends）",
    ".": "句点（写成 [^，]* 之类）",
}
_META = lazy_pattern(r"[\\^$.|?*+()\[\]{}]")

Words = Mapping[str, tuple[str, ...]]


def expand(pattern: str, words: Words) -> str:
    """The pattern with each `{list}` replaced by its words, longest first. Raises RulebookError."""
    check(pattern)
    return _LIST.sub(lambda found: f"(?:{'|'.join(_words(found[1], words))})", pattern)


def word_lists(pattern: str) -> list[str]:
    """The names of the word lists that a pattern uses."""
    return _LIST.findall(pattern)


def check(pattern: str) -> None:
    """Raises RulebookError where the pattern leaves the common subset."""
    if complaint := _complaint(pattern):
        raise RulebookError(complaint)


_complaint = compiled(__name__, "find_complaint")


def find_complaint(pattern: str) -> str:
    """Where the pattern leaves the common subset, as a sentence; empty for a good one."""
    bare = _LIST.sub("词", pattern)
    for sign, name in _FORBIDDEN.items():
        if sign in bare:
            return f"模式里不能有{name}：{pattern}"
    if re.search(r"\(\?(?!:)", bare) or re.search(r"[?*+}][?+]", bare) or "[[" in bare:
        return f"模式里只能有 (?:…) 分组和 ? + * {{m,n}} 量词：{pattern}"
    if re.search(r"(?<!^)(?<!\[)\^", bare):
        return f"^ 只能在模式开头或方括号里：{pattern}"
    try:
        re.compile(bare)
    except re.error as error:
        return f"模式不正确（{error}）：{pattern}"
    return ""


def _words(name: str, words: Words) -> tuple[str, ...]:
    if name not in words:
        raise RulebookError(f"没有词表 {name}：请写进 words/")
    if bad := _with_signs(words[name]):
        raise RulebookError(f"词表 {name} 里有特殊符号：{'、'.join(bad)}")
    return words[name]


@cache
def _with_signs(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if _META.search(word) or not word)


def in_words(pattern: str, titles: Mapping[str, str]) -> tuple[list[str], bool]:
    """What a pattern looks for, and whether only at the beginning: word lists as 〈title〉, words in quotes.

    A pattern that is more than a row of words is named by its lists alone, in the order in which it has them.
    """
    inner = pattern.removeprefix("^").removeprefix("(?:").removesuffix(")")
    is_prefix = pattern.startswith("^")
    parts = inner.split("|")
    if all(_LIST.fullmatch(part) or (part and not _META.search(part)) for part in parts):
        return [_part(part, titles) for part in parts], is_prefix
    return [f"〈{titles[name]}〉" for name in dict.fromkeys(word_lists(pattern))] or [FIXED], False


def _part(part: str, titles: Mapping[str, str]) -> str:
    name = _LIST.fullmatch(part)
    return f"〈{titles[name[1]]}〉" if name else f"“{part}”"


FIXED = "一定句式"  # what a pattern without any list is called: its rule's sentence is written by hand
