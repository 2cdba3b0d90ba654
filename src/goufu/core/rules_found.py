"""Rules in the search of the head. The law knows no rooms, so this is said for it here."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goufu.core.principal import Principal
from goufu.core.search import SHOWN, Found, Hit, filtered
from goufu.law.load import load_rulebook
from goufu.law.model import Rule
from goufu.law.searching import rules_with


def rules(agent: Principal | None, text: str) -> Found:
    """By the words of title, sentences and articles; those with all of them in the title come first."""
    found = sorted(rules_with(text), key=lambda rule: not all(word in rule.title for word in text.split()))
    return Found(_("规则"), [_hit(rule) for rule in found[:SHOWN]], len(found), filtered("law:rules", q=text))


def _hit(rule: Rule) -> Hit:
    book = load_rulebook()
    return Hit(rule.title, reverse("law:rule", args=[rule.id]), "、".join(map(book.cite, rule.articles[:2])))
