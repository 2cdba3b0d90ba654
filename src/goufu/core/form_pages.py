"""A form on a page of its own: shown, done once, or shown again with what was refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from goufu.core.errors import AlreadyDone, NotFound, Refusal, Stale
from goufu.ui.forms import Form


def form_page(
    request: HttpRequest,
    form: Form,
    do: Callable[[], HttpResponse],
    *,
    back: str,
    title: str,
    button: str,
    fresh_version: Callable[[], int] | None = None,
    **more: object,
) -> HttpResponse:
    """`do` is called when the form is right, and answers. A form sent twice leads `back`, as if it were the first time.

    fresh_version: of the thing as it is now, which whoever was too late is shown beside his own words.
    """
    if request.method == "POST" and form.is_valid():
        try:
            return do()
        except AlreadyDone:
            return redirect(back)
        except NotFound:
            raise
        except Stale as refusal:
            form.refuse(refusal, version=fresh_version() if fresh_version else None)
        except Refusal as refusal:
            form.refuse(refusal)
    context: Mapping[str, object] = {"form": form, "back": back, "title": title, "button": button, **more}
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


def post_once(request: HttpRequest, do: Callable[[], object], *, back: str, done: str) -> HttpResponse:
    """A button without fields: `do` is called, and the browser led `back` with the word that it is `done`.

    A button pressed twice leads back without a word. A refusal is answered by core.middleware.
    """
    try:
        do()
    except AlreadyDone:
        return redirect(back)
    messages.success(request, done)
    return redirect(back)


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form's first argument; None where the form is only shown."""
    return request.POST if request.method == "POST" else None


def shown_once(response: HttpResponse) -> HttpResponse:
    """Neither the browser nor anything between keeps the page."""
    response["Cache-Control"] = "no-store"
    return response
