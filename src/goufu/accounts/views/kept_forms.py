"""The page on which a form that was sent after the session had ended is sent again, or thrown away."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from goufu.accounts import kept_forms

INTERNAL = {"once", "version"}  # sent again unseen


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """What is kept; on POST it is thrown away."""
    kept = kept_forms.kept_form(request)
    if request.method == "POST":
        kept_forms.forget(request)
    if kept is None or request.method == "POST":
        return redirect("home")
    typed = [value for name, value in kept.fields if value and name not in INTERNAL]
    return render(request, "accounts/kept_form.html", {"kept": kept, "typed": typed})
