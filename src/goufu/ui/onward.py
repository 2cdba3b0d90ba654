"""Where a page leads that changes something and shows nothing itself, or what was chosen on another: back to where one was."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

HOME = "/"


def onward(request: HttpRequest, otherwise: str = HOME) -> str:
    """The page that the form names as `next`, of this house only; else the other one."""
    said = (request.POST if request.method == "POST" else request.GET).get("next", "")
    is_here = url_has_allowed_host_and_scheme(said, {request.get_host()}, request.is_secure())
    return said if is_here else otherwise
