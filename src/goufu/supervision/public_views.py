"""What everybody may know of the journal: the roots of its days, and how to check a proof against them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goufu.supervision.queries import day_roots

DAYS_A_PAGE = 100


@require_safe
def days(request: HttpRequest) -> HttpResponse:
    """The root of every day that is over, newest first."""
    page = Paginator([*day_roots()][::-1], DAYS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "supervision/days.html", {"page": page, "door": "days"})


@require_safe
def days_as_text(request: HttpRequest) -> HttpResponse:
    """A day a line, 2026-11-23=5f…, as `--published` takes it."""
    text = "".join(f"{day.day}={day.root}\n" for day in day_roots())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def proofs(request: HttpRequest) -> HttpResponse:
    """How anybody checks a proof."""
    return render(request, "supervision/proofs.html", {"door": "proofs"})
