"""Template filters for labels of the journal: `{{ entry.action|action_words }}`."""

from __future__ import annotations

from django import template

from goufu.journal.models import Entry
from goufu.journal.words import Phrase, action_in_words, facts_in_words, thing_in_words

register = template.Library()


@register.filter
def action_words(action: str) -> str:
    return action_in_words(action)


@register.filter
def thing_words(kind: str) -> str:
    return thing_in_words(kind)


@register.filter
def fact_words(entry: Entry) -> list[Phrase]:
    return facts_in_words(entry)
