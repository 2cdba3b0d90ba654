"""The version of a rule: a digest of what it asks, of whom and when. A waiver holds for one version only.

The values of the parameters and the words of the lists that its conditions name are part of what it asks. Comments,
blanks, the order of keys, examples and wording (title, sentence, message, remedy, note) don't change it.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any

from goufu.compiled import compiled
from goufu.law import patterns
from goufu.law.conditions import parse
from goufu.law.expression import Expression
from goufu.law.model import Parameter, Rule, Rulebook

_tokens = compiled("goufu.law.parsing", "tokens")


def version_of(rule: Rule, book: Rulebook) -> str:
    """Twelve hexadecimal digits, worked out when they are first asked for: a start asks for none."""
    return _version(rule.id, book)


@lru_cache(maxsize=4096)
def _version(rule_id: str, book: Rulebook) -> str:
    rule = book.rules[rule_id]
    scope = rule.scope
    totals = scope.totals if scope else {}
    trees = [parse(text) for text in (rule.applies, rule.must, rule.disputed, *totals.values())]
    parameters = {node.text for tree in trees for node in tree.walk() if node.kind == "parameter"}
    meaning: dict[str, Any] = {
        "id": rule.id,
        "severity": rule.severity,
        "articles": sorted(rule.articles),
        "in_force": [rule.in_force_from.isoformat(), rule.in_force_until and rule.in_force_until.isoformat()],
        "dated_by": rule.dated_by,
        "levels": sorted(rule.levels),
        "places": sorted(rule.places),
        "applies": _tokens(rule.applies),
        "must": _tokens(rule.must),
        "by": sorted(scope.by) if scope else [],
        "totals": {name: _tokens(total) for name, total in totals.items()},
        "waiver": rule.waiver,
    }
    values = {name: _values(book.parameters[name]) for name in parameters}
    words = {name: book.words[name] for tree in trees for name in _lists(tree) if name in book.words}
    disputed = _tokens(rule.disputed) if rule.disputed != "FALSE" else []
    said_of = (("parameters", values), ("words", words), ("disputed", disputed))
    meaning |= {name: said for name, said in said_of if said}
    return hashlib.sha256(json.dumps(meaning, sort_keys=True).encode()).hexdigest()[:12]


def digest_of_condition(rule: Rule) -> str:
    """Eight hexadecimal digits of what the rule asks and of whom: a sentence written by hand holds for these only."""
    scope = rule.scope
    totals = {name: _tokens(total) for name, total in scope.totals.items()} if scope else {}
    asked = [_tokens(rule.applies), _tokens(rule.must), list(scope.by) if scope else [], totals]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:8]


def _values(parameter: Parameter) -> list[list[Any]]:
    """The values in order of precedence; an unverified one is another, since it never blocks."""
    return [
        [
            f"{value.value.normalize():f}",
            value.from_.isoformat(),
            value.until and value.until.isoformat(),
            value.level,
            value.place,
            value.verified,
        ]
        for value in parameter.values
    ]


def _lists(tree: Expression) -> list[str]:
    """The names of the word lists in the condition's patterns."""
    texts = (node.text for node in tree.walk() if node.kind == "text")
    return [name for text in texts for name in patterns.word_lists(text)]
