"""The template tag for the log entries of a thing: `{% load history %}{% history project %}`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.db.models import Model, TextField
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import conditional_escape as escaped
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from goufu.core.action import entries_about
from goufu.core.action import history as entries_of
from goufu.core.composed import Composed, Param
from goufu.core.permissions import Permission
from goufu.core.principal import Principal
from goufu.journal.models import Entry
from goufu.journal.naming import kind_of
from goufu.journal.templatetags.journal import action_words, fact_words, facts_said

register = template.Library()
NEWEST = 3  # entries that are shown at once
SHOWN = 50  # those that unfold

_ENTRIES = Composed(
    lambda: entries_about(Param("kind", TextField()), Param("number", TextField()))[: SHOWN + 1]
)


@register.inclusion_tag("core/history.html", takes_context=True)
def history(context: dict[str, Any], thing: Model) -> dict[str, Any]:
    """The thing's log entries, newest first: the last few, and folded those before them, at most SHOWN in all.

    Agents who may read the journal get links to it.
    """
    agent: Principal | None = getattr(context.get("request"), "agent", None)
    entries = _ENTRIES.all(kind=kind_of(thing), number=str(thing.pk))
    count = len(entries) if len(entries) <= SHOWN else entries_of(thing).count()
    return {
        "newest": entries[:NEWEST],
        "older": entries[NEWEST:SHOWN],
        "count": count,
        "shown": SHOWN,
        "reads_journal": bool(agent and agent.may(Permission.SEE_JOURNAL)),
    }


@register.simple_tag
def entries_said(entries: Iterable[Entry], reads_journal: bool) -> SafeString:
    """Entries of a history, as HTML; reads_journal opens the way to each. Without a template: a page has up to fifty."""
    rows = "\n".join(_row(each, reads_journal=reads_journal) for each in entries)
    return mark_safe(f'<ol class="gf-history">\n{rows}\n</ol>')  # noqa: S308, each part is escaped


def _row(entry: Entry, *, reads_journal: bool) -> str:
    at = timezone.localtime(entry.at)
    body = f'<span class="sub">{_("（")}{escaped(entry.body_name)}{_("）")}</span>' if entry.body_name else ""
    way = ""
    if reads_journal:
        word = _("日志第 %(number)s 条") % {"number": escaped(localize(entry.pk))}
        way = f' <a href="{escaped(reverse("journal:entry", args=[entry.pk]))}">{word}</a>'
    return (
        f'<li>\n<p><time datetime="{at.isoformat()}">{at:%Y-%m-%d %H:%M}</time> {escaped(entry.person_name)}{body}'
        f" {escaped(action_words(entry.action))}{way}</p>\n{facts_said(fact_words(entry))}\n</li>"
    )
