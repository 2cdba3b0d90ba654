"""Pages of the journal for auditors: reading, verifying, exporting."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from goufu import wall_clock
from goufu.core.errors import NotFound
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.journal.export import lines
from goufu.journal.naming import listed, names_of
from goufu.journal.records import stored
from goufu.journal.words import facts_in_words
from goufu.numbers import whole_number
from goufu.registry.agents import Agent
from goufu.supervision import actions, queries
from goufu.supervision.forms import EntryFilter, VerificationForm
from goufu.supervision.reading import answers_in_words

VERIFICATIONS_SHOWN = 20


@require_safe
@needs(Permission.SEE_JOURNAL)
def entries(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The entries, newest first, filtered."""
    form = EntryFilter(request.GET)
    asked = form.asked()
    before = request.GET.get("before", "")
    found = queries.page_of(agent, asked, whole_number(before))
    context = {
        "form": form,
        "rows": listed(found.entries),
        "older": found.older,
        "is_all": found.is_all,
        "is_first": not before,
        "filtered": bool(asked),
        "sees_all": queries.sees_all(agent),
        "door": "entries",
    }
    return render(request, "supervision/entries.html", context)


@require_safe
@needs(Permission.SEE_JOURNAL)
def entry(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of an entry: its facts, the rules' answers, and its seal."""
    found = queries.entry_for(agent, number)
    seal = queries.seal_of(found)
    context = {
        "entry": found,
        "name": names_of(found.object_type, [found.object_id]).get(found.object_id, ""),
        "facts": facts_in_words(found),
        "answers": answers_in_words(found),
        "seal": seal,
        "day": queries.day_of(seal) if seal else None,
        "door": "entries",
    }
    return render(request, "supervision/entry.html", context)


@require_safe
@needs(Permission.SEE_JOURNAL)
def proof(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The proof of an entry as a file, as `goufu journal check-proof` reads it."""
    proof = queries.proof_for(agent, number)
    answer = HttpResponse(str(proof), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="proof-{number}.tlog-proof"'
    return answer


@require_http_methods(["GET", "POST"])
@needs(Permission.SEE_JOURNAL)
def verifications(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The list of verifications, and the form for a new one."""
    form = VerificationForm(sent(request), once=once(request))
    return form_page(
        request,
        form,
        lambda: actions.ask_verification(
            after_day=form.after_day(), covers_tables=form.covers_tables(), by=agent, once=form.once
        ),
        to=lambda number: reverse("journal:verification", args=[number]),
        template="supervision/verifications.html",
        once=form.once,
        verifications=queries.verifications_for(agent)[:VERIFICATIONS_SHOWN],
        sees_all=queries.sees_all(agent),
        door="verifications",
    )


@require_safe
@needs(Permission.SEE_JOURNAL)
def verification(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of a verification: its progress, then its result."""
    found = queries.verifications_for(agent).filter(pk=number).first()
    if found is None:
        raise NotFound
    if request.GET.get("progress"):
        if not found.is_working:
            return HttpResponseClientRefresh()
        return render(request, "supervision/progress.html", {"verification": found})
    context = {"verification": found, "door": "verifications"}
    return render(request, "supervision/verification.html", context)


@require_POST
@needs(Permission.SEE_JOURNAL)
def export(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The whole journal as a stream of lines, as `goufu journal verify` reads it."""
    actions.take_export(by=agent)
    answer = StreamingHttpResponse(lines(stored()), content_type="application/x-ndjson; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="journal-{wall_clock.today()}.jsonl"'
    return answer  # type: ignore[return-value]
