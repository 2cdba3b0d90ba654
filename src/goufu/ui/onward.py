"""Where a page leads that changes something and shows nothing itself: back to where one was."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

HOME = "/"


def onward(request: HttpRequest) -> str:
    """The page that the form names as `next`, of this house only; else the first page."""
    said = request.POST.get("next", "")
    return said if url_has_allowed_host_and_scheme(said, {request.get_host()}, request.is_secure()) else HOME
