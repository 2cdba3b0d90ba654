"""Reading pages: the catalogue in force, editions, entries, comparisons; for the signed-in, what applied to a body."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from goufu import wall_clock
from goufu.catalogue.errors import UnknownItemError
from goufu.catalogue.forms import AppliedForm, DayForm
from goufu.catalogue.items import load_items
from goufu.catalogue.models import PUBLIC, Edition
from goufu.catalogue.queries import Applied, applied_to, central_edition, lists, place_word
from goufu.catalogue.queries.comparing import What, compare
from goufu.catalogue.sheet import workbook
from goufu.catalogue.tables import EditionFilter, EditionTable
from goufu.core.pages import needs
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.core.sheet_pages import XLSX
from goufu.numbers import whole_number
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.names import PinyinOrder
from goufu.ui.lists import list_page

MOST_BODIES = 20


class ChangeLabel(NamedTuple):
    """The display of a kind of change: colour, sign and label."""

    kind: str
    sign: str
    word: str | Promise


CHANGES = {
    What.ADDED: ChangeLabel("ok", "＋", gettext_lazy("新增")),
    What.REMOVED: ChangeLabel("stop", "－", gettext_lazy("去掉")),
    What.RENAMED: ChangeLabel("warn", "≠", pgettext_lazy("change", "改名")),
    What.MOVED: ChangeLabel("warn", "→", gettext_lazy("改编码")),
    What.CHANGED: ChangeLabel("info", "…", gettext_lazy("改内容")),
}


def agent_of(request: HttpRequest) -> Agent | None:
    """The agent of the request; None when nobody is signed in."""
    agent: Agent | None = request.agent or None  # type: ignore[attr-defined]
    return agent


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The catalogue in force for the agent's body; without an agent, the central one."""
    form = DayForm(request.GET or None)
    form.is_valid()
    said = form.cleaned_data if form.is_bound else {}
    day = said.get("day") or wall_clock.today()
    agent = agent_of(request)
    applied = (
        applied_to(agent.body, day) if agent else Applied(central_edition(day), _("这是中央本级的目录。"))
    )
    context = {
        "form": form,
        "day": day,
        "applied": applied,
        "agent": agent,
        "may_draft": bool(agent and agent.may(Permission.DRAFT_EDITION)),
        "q": said.get("q", ""),
    }
    return render(request, "catalogue/start.html", context | _shown(applied.edition, said.get("q", "")))


@require_safe
def edition_list(request: HttpRequest) -> HttpResponse:
    agent = agent_of(request)
    may_draft = bool(agent and agent.may(Permission.DRAFT_EDITION))
    rows = lists.edition_list(agent)
    return list_page(
        request, EditionTable, rows, EditionFilter, "catalogue/editions.html", {"may_draft": may_draft}
    )


@require_safe
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """The page of an entry: its path, content and procurement items, and the entries below it."""
    agent = agent_of(request)
    found = lists.entry(agent, number)
    context = {
        "entry": found,
        "edition": found.edition,
        "place": place_word(found.edition),
        "path": lists.path(found),
        "below": found.edition.entries.filter(parent=found.code),
        "items": [(code, item_name(code)) for code in found.items],
        "may_write": found.edition.is_writable
        and agent is not None
        and agent.may_on(Permission.DRAFT_EDITION, found.edition),
    }
    return render(request, "catalogue/entry.html", context)


@require_safe
def comparison(request: HttpRequest, number: int) -> HttpResponse:
    """The changes up to this edition, from its predecessor, its base or another edition."""
    agent = agent_of(request)
    after = lists.edition(agent, number)
    others = _comparable(agent, after)
    asked = request.GET.get("with", "")
    chosen = [each for each in others if str(each.pk) == asked] or others[:1]
    before = (
        lists.edition(agent, whole_number(asked))
        if whole_number(asked) and not chosen
        else next(iter(chosen), None)
    )
    found = compare(before, after) if before else None
    context = {
        "edition": after,
        "before": before,
        "others": others,
        "comparison": found,
        "changes": [(change, CHANGES[change.what]) for change in found.changes] if found else [],
        "counts": [(CHANGES[what].word, number) for what, number in found.counts.items()] if found else [],
    }
    return render(request, "catalogue/comparison.html", context)


@require_safe
def export(request: HttpRequest, number: int) -> HttpResponse:
    found = lists.edition(agent_of(request), number)
    answer = HttpResponse(workbook(found), content_type=XLSX)
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{found}.xlsx") or ""
    return answer


@require_safe
@needs(Permission.SEE_BODIES)
def applied(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The edition that applied to a body on a day, with the reason."""
    form = AppliedForm(request.GET or None, initial={"day": wall_clock.today(), "body": agent.body.name})
    context: dict[str, Any] = {"form": form, "applied": None, "bodies": None}
    if form.is_valid():
        context |= _what_applied(agent, form.cleaned_data["body"], form.cleaned_data["day"])
    return render(request, "catalogue/applied.html", context)


def _what_applied(agent: Agent, name: str, day: date) -> dict[str, Any]:
    """The template context: the edition that applied where the name means one body, else the bodies it may mean."""
    bodies = list(
        Body.objects.filter(
            visible(agent, Permission.SEE_BODIES, Body.SCOPE_FIELDS), name__folded__contains=name
        )
        .select_related("place")
        .order_by(PinyinOrder("name"), "pk")[:MOST_BODIES]
    )
    meant = [body for body in bodies if body.name == name] or bodies
    if len(meant) == 1:
        return {"body": meant[0], "day": day, "applied": applied_to(meant[0], day)}
    return {"bodies": meant, "day": day}


def _shown(edition: Edition | None, words: str) -> dict[str, Any]:
    if edition is None:
        return {"tree": [], "found": None}
    if words:
        return {"tree": [], "found": lists.search(edition, words)}
    return {"tree": lists.tree(edition), "found": None}


def _comparable(agent: Agent | None, edition: Edition) -> list[Edition]:
    """The owner's earlier published editions of that kind, newest first, then the base."""
    own = lists.editions(agent).filter(owner=edition.owner, kind=edition.kind).exclude(pk=edition.pk)
    before = [
        each for each in own.order_by("-number") if each.number < edition.number and each.state in PUBLIC
    ]
    return [*before, *([edition.based_on] if edition.based_on else [])]


def item_name(code: str) -> str:
    """The name of a procurement item; '' when the 2022 list doesn't have it."""
    try:
        return load_items().item(code).name
    except UnknownItemError:
        return ""
