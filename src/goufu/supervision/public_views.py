"""Public pages of the journal: the roots of its days, and how to check a proof."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goufu.journal.tlog import publishing
from goufu.supervision.queries import day_roots

DAYS_A_PAGE = 100


@require_safe
def days(request: HttpRequest) -> HttpResponse:
    """The roots of all closed days, newest first."""
    page = Paginator([*day_roots()][::-1], DAYS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "supervision/days.html", {"page": page, "door": "days"})


@require_safe
def days_as_text(request: HttpRequest) -> HttpResponse:
    """The roots as text, one line per day, 2026-11-23=5f…, as `--published` reads it."""
    text = "".join(f"{day.day}={day.root}\n" for day in day_roots())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def proofs(request: HttpRequest) -> HttpResponse:
    """The page that explains how to check a proof."""
    return render(request, "supervision/proofs.html", {"door": "proofs", "log_key": publishing.log_key()})
