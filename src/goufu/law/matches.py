"""Text matches as SQL that is cheap for texts that match nothing, which most do.

One search per text for the words of all rules comes first; only where a word is found are the rules' own words
searched. A pattern with gaps between its words is matched only where a word that it requires is found; these words too
are searched for all rules at once. (One automaton for all whole patterns would be exact, but has more states than an
engine caches when texts vary.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from goufu.law import patterns
from goufu.law.expression import Expression, column, quoted, sql
from goufu.law.needed_words import Words, any_of, parts

_FUNCTIONS = frozenset({"gf_match", "gf_ends"})
SHORT = 60  # characters; a shorter pattern costs no more than a search for its words


class Matches:
    """The text calls of a query, in layers: `gates`, then the columns collected by `name`."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]], name: Callable[[str], str]) -> None:
        self._lists = lists
        self._name = name
        self._words: dict[str, set[str]] = {}
        self._needed: dict[str, set[str]] = {}
        self._known: dict[tuple[str, str, str], str] = {}

    def gates(self) -> list[str]:
        """The columns that are true where a text holds a word of any rule (g…), or a pattern's required word (n…)."""
        return [
            f"{_any(text, frozenset(words))} AS {letter}{number}"
            for letter, gates in (("g", self._words), ("n", self._needed))
            for number, (text, words) in enumerate(gates.items())
        ]

    def call(self, node: Expression, *, eager: bool) -> Expression:
        """The call as SQL: a column if eager or already computed, else written out for a rarely reached branch."""
        text, pattern = node.parts
        key = (node.text, text.sql, patterns.expand(pattern.text, self._lists))
        if not eager and key not in self._known:
            return sql(self._written(*key, eager=False))
        if key not in self._known:
            self._known[key] = self._name(self._written(*key, eager=True))
        return column(self._known[key])

    def _written(self, function: str, text: str, pattern: str, *, eager: bool) -> str:
        if function == "gf_match":
            return self._in_steps(text, pattern, eager=eager)
        return f"{function}({text}, {quoted(pattern)})"

    def _in_steps(self, text: str, pattern: str, *, eager: bool) -> str:
        found = parts(pattern)
        if found.starts:
            return _starts(text, found.starts)
        steps = []
        if found.plain:
            gate = [self._word_gate(text, found.plain)] if eager else []
            steps.append(f"WHEN {' AND '.join([*gate, _any(text, found.plain)])} THEN TRUE")
        looks = [self._needed_gate(text, found.needed)] if eager and _is_rare(found.needed) else []
        if len(found.gaps) > SHORT and found.needed:
            looks.append(_any(text, found.needed))
        if found.gaps and looks:
            steps.append(f"WHEN {' AND '.join(looks)} THEN {_match(text, found.gaps)}")
        elif found.gaps and not steps:
            return _match(text, found.gaps)
        elif found.gaps:
            steps.append(f"WHEN {_match(text, found.gaps)} THEN TRUE")
        return f"CASE {' '.join(steps)} WHEN {text} IS NOT NULL THEN FALSE END"

    def _word_gate(self, text: str, words: Words) -> str:
        self._words.setdefault(text, set()).update(words)
        return f"g{list(self._words).index(text)}"

    def _needed_gate(self, text: str, words: Words) -> str:
        self._needed.setdefault(text, set()).update(words)
        return f"n{list(self._needed).index(text)}"


def _is_rare(words: Words) -> bool:
    return bool(words) and min(map(len, words)) > 1


def is_text_call(node: Expression) -> bool:
    return node.kind == "call" and node.text in _FUNCTIONS


def has_text_call(node: Expression) -> bool:
    return any(map(is_text_call, node.walk()))


def _starts(text: str, starts: Words) -> str:
    by_length: dict[int, list[str]] = {}
    for start in sorted(starts):
        by_length.setdefault(len(start), []).append(quoted(start))
    terms = [f"LEFT({text}, {length}) IN ({', '.join(words)})" for length, words in by_length.items()]
    return f"({' OR '.join(terms)})"


def _any(text: str, words: Words) -> str:
    return f"gf_any({text}, {quoted(any_of(words))})"


def _match(text: str, pattern: str) -> str:
    return f"gf_match({text}, {quoted(pattern)})"
