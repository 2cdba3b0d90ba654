"""The version of a rule: a digest of what it asks, of whom and when. A waiver holds for one version only.

Comments, blanks, the order of keys, examples and wording (title, message, remedy, note) don't change it.
"""

from __future__ import annotations

import hashlib
import json

from sqlglot import tokenize

from goufu.law.model import Rule


def version_of(rule: Rule) -> str:
    """Twelve hexadecimal digits."""
    scope = rule.scope
    meaning = {
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
        "totals": {name: _tokens(total) for name, total in scope.totals.items()} if scope else {},
        "waiver": rule.waiver,
    }
    return hashlib.sha256(json.dumps(meaning, sort_keys=True).encode()).hexdigest()[:12]


def _tokens(condition: str) -> list[tuple[str, str]]:
    """The condition without blanks and comments; a text in quotes stays as it is."""
    return [(token.token_type.name, token.text) for token in tokenize(condition, dialect="duckdb")]
