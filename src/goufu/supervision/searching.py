"""The log in the search of the head: by who acted, for which body, and what was done."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu.core.permissions import Permission
from goufu.core.search import MOST_COUNTED, SHOWN, Found, Hit, filtered
from goufu.journal.words import vocabulary
from goufu.registry.agents import Agent
from goufu.supervision.queries import asked_for


def entries(agent: Agent | None, text: str) -> Found | None:
    """The filters of the log that the text can mean, each with the number of its entries."""
    if agent is None or not agent.may(Permission.SEE_JOURNAL):
        return None
    meant = [(title, asked, _count(agent, asked)) for title, asked in _meant(text)]
    hits = [
        Hit(title, filtered("journal:entries", **asked), _said(count))
        for title, asked, count in meant
        if count
    ]
    return Found(gettext_lazy("日志"), hits, len(hits), order=60)


def _meant(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    yield _("“%(text)s”办的") % {"text": text}, {"person": text}
    yield _("替“%(text)s”办的") % {"text": text}, {"body": text}
    done = [(name, str(word)) for name, word in vocabulary().actions.items() if text in str(word)]
    for name, word in done[:SHOWN]:
        yield _("做了什么：%(word)s") % {"word": word}, {"action": name}


def _count(agent: Agent, asked: dict[str, str]) -> int:
    return len(asked_for(agent, asked).entries.order_by().values_list("pk")[: MOST_COUNTED + 1])


def _said(count: int) -> str:
    if count > MOST_COUNTED:
        return _("%(number)s 条以上") % {"number": MOST_COUNTED}
    return _("%(number)s 条") % {"number": count}
