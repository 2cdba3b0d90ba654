"""The start page of the check: one title, answered while typing, and the upload of a list."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goufu import wall_clock
from goufu.check.forms import UPLOAD_KINDS, ListForm, TitleForm
from goufu.check.results import LineVerdict
from goufu.check.title import answer_title
from goufu.decisions.here import beside_cards
from goufu.law.forms import try_query
from goufu.law.load import load_rulebook
from goufu.law.views import with_short_address
from goufu.registry.agents import Agent
from goufu.registry.models import Body

VERDICT_BADGES = {
    LineVerdict.CLEAR: "ok",
    LineVerdict.IMPROVE: "info",
    LineVerdict.REVIEW: "warn",
    LineVerdict.REFUSED: "stop",
    LineVerdict.SKIPPED: "info",
}
EXAMPLES = ("失能老人上门护理服务", "城区路灯改造及三十年运营政府购买服务", "窗口人员派驻服务（20人）")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The start page, with the answer to the title in the query string; for htmx, the answer alone."""
    form = TitleForm(request.GET.dict())
    context = {"form": form} | answer_to(form, agent_of(request))
    if request.htmx:  # type: ignore[attr-defined]
        answer = render(request, "check/answer.html", context | {"alone": True})
        return with_short_address(request, answer)
    return show_start(request, context, ListForm(body=body_of(request)))


def body_of(request: HttpRequest) -> Body | None:
    """The body for which the signed-in person works; None when nobody is signed in."""
    agent = agent_of(request)
    return agent.body if agent else None


def show_start(
    request: HttpRequest, context: dict[str, object], list_form: ListForm, status: int = 200
) -> HttpResponse:
    """The start page with the given answer and the given form for a list."""
    today = wall_clock.today()
    book = load_rulebook()
    context |= {
        "list_form": list_form,
        "examples": EXAMPLES,
        "kinds_of_file": UPLOAD_KINDS,
        "today": today,
        "limit_bytes": settings.UPLOAD_LIMIT_BYTES,
        "limit_megabytes": settings.UPLOAD_LIMIT_BYTES // 1024**2,
        "rule_count": sum(rule.in_force(today) for rule in book.rules.values()),
        "instrument_count": sum(
            each.in_force_from <= today and (each.in_force_until is None or today <= each.in_force_until)
            for each in book.instruments.values()
        ),
    }
    return render(request, "check/start.html", context, status=status)


def agent_of(request: HttpRequest) -> Agent | None:
    """Who is signed in and at work, found out when it is asked; nobody has to be."""
    agent: Agent | None = getattr(request, "agent", None)
    return agent


def answer_to(form: TitleForm, agent: Agent | None) -> dict[str, object]:
    """The template context: the answer to the form's title (None without one), its kind, and the day of the law.

    `cards`: each with what stands under it, the decisions on the like that the agent may see (decisions.here).
    """
    facts = form.facts()
    day = facts.setdefault("on_date", wall_clock.today())
    title = str(facts["title"] or "")
    answer = answer_title(facts) if title else None
    kind = VERDICT_BADGES[answer.verdict] if answer else ""
    doubted = [each.rule.id for each in answer.opinion.to_review] if answer else []
    here = beside_cards(agent, title, "", doubted)
    cards = [(card, here.get(card.rule)) for card in answer.cards] if answer else []
    return {
        "answer": answer,
        "kind": kind,
        "day": day,
        "title": facts["title"],
        "cards": cards,
        "asked": try_query(facts),
    }
