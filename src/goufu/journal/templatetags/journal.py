"""Template filters for labels of the journal, `{{ entry.action|action_words }}`, and what an entry tells."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape as escaped
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

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


@register.simple_tag
def facts_said(facts: Iterable[Phrase]) -> SafeString:
    """What an entry tells, as HTML: `{% facts_said entry|fact_words %}`. Without a template: a page has many of them."""
    rows = "\n".join(f"<div><dt>{escaped(fact.title)}</dt>{_value(fact)}</div>" for fact in facts)
    return mark_safe(f'<dl class="gf-said">\n{rows}\n</dl>' if rows else "")  # noqa: S308, each part is escaped


def _value(fact: Phrase) -> str:
    if fact.before is None:
        return f'<dd lang="zh-Hans">{escaped(fact.value)}</dd>'
    return (
        f'<dd lang="zh-Hans"><del>{escaped(fact.before)}</del> <span class="visually-hidden">{_("改为")}</span>'
        f'<span aria-hidden="true">→</span> <ins>{escaped(fact.value)}</ins></dd>'
    )
