"""The banner of the demonstration at the head of each page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.db import DatabaseError
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from goufu import wall_clock

register = template.Library()


@register.simple_tag(takes_context=True)
def demo_banner(context: template.Context) -> str:
    """The banner; on an error page, which may be shown without request and database, only its sentence."""
    request: Any = context.get("request")
    today: date | None = None
    try:
        today = wall_clock.today()
    except DatabaseError:
        request = None
    more = {"today": today, "request": request, "csrf_token": get_token(request) if request else ""}
    return render_to_string("demo/banner.html", more)
