"""Middleware that answers a refusal which the view did not show itself."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goufu.core.errors import Refusal
from goufu.core.form_pages import refused

Handler = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """The response to a raised Refusal: a page with its status, what is wrong, and what to do."""

    def __init__(self, handle: Handler) -> None:
        self.handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.handle(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        return render(request, "core/refused.html", refused(error), status=error.status)
