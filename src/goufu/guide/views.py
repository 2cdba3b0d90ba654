"""The pages of the guide, open to everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goufu.core.errors import NotFound
from goufu.guide.chapters import Chapter, chapters, index


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return _page(request, index())


@require_safe
def chapter(request: HttpRequest, name: str) -> HttpResponse:
    found = chapters().get(name)
    if found is None:
        raise NotFound
    return _page(request, found)


def _page(request: HttpRequest, shown: Chapter) -> HttpResponse:
    return render(request, "guide/chapter.html", {"chapter": shown, "chapters": chapters().values()})
