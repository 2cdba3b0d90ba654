"""Handling of a submitted form: executed once and redirected, or shown again with the input and the refusal.

form = TitleForm(sent(request), once=once(request), version=project.version)
return form_page(
    request, form, lambda: rename(..., once=form.once), to=page_of, done=_("已保存。"),
    template="planning/rename.html", project=project,
)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol, TypeVar, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from goufu.core.errors import AgainstTheLaw, AlreadyDone, NotFound, Refusal, Stale
from goufu.law.cards import Cited, cited
from goufu.law.load import load_rulebook

T = TypeVar("T")
Where = str | Callable[[str], str]


class Refusable(Protocol):
    """A form of ui.forms, or of core.sheet_pages. `refusal` is the action's refusal, None when nothing was refused."""

    refusal: Any

    @property
    def errors(self) -> Any: ...
    def refuse(self, refusal: Any, *, version: int | None = None) -> None: ...


def post(
    request: HttpRequest,
    form: Refusable,
    act: Callable[[], T],
    *,
    to: Where,
    done: str | Callable[[T], str] = "",
    answer: Callable[[T], HttpResponse] | None = None,
    version_now: Callable[[], int] | None = None,
) -> HttpResponse | None:
    """The response to a valid form after executing the action; None when it was refused, and the form shows why.

    act: the action; its result is passed to `done` and `answer`.
    to: the address of the redirect, or a function that makes it from the number of the thing changed. A form sent twice
    is redirected there as well.
    done: the message on the next page. answer: a response instead of the redirect, for what is shown only once.
    version_now: the current version of the thing, for a form that was stale: sent again, it counts as seen.
    Raises NotFound.
    """
    try:
        made = accept(form, act, version_now=version_now)
    except AlreadyDone as again:
        messages.warning(
            request, _("这张表已经提交过，以第一次的内容为准，这次没有再保存；要另办一件，请重新打开。")
        )
        return redirect(_address(to, again.object_id))
    if made is None and form.refusal:
        return None
    if answer:
        return answer(cast(T, made))
    if word := done(cast(T, made)) if callable(done) else done:
        messages.success(request, word)
    return redirect(_address(to, str(getattr(made, "pk", ""))))


def accept(
    form: Refusable, act: Callable[[], T], *, version_now: Callable[[], int] | None = None
) -> T | None:
    """The action's result; None when it was refused, and the form shows why. Raises NotFound, AlreadyDone."""
    try:
        return act()
    except NotFound:
        raise
    except Stale as refusal:
        form.refuse(refusal, version=version_now() if version_now else None)
    except Refusal as refusal:
        form.refuse(refusal)
    return None


def is_accepted(
    form: Refusable, act: Callable[[], object], *, version_now: Callable[[], int] | None = None
) -> bool:
    """Whether the action would be done now: it is done and undone. Where it is refused, the form shows why."""
    with transaction.atomic():
        with suppress(AlreadyDone):  # told when it is confirmed
            accept(form, act, version_now=version_now)
        transaction.set_rollback(True)
    return form.refusal is None


def post_button(
    request: HttpRequest,
    act: Callable[[], T],
    *,
    to: Where,
    done: str | Callable[[T], str] = "",
    answer: Callable[[T], HttpResponse] | None = None,
) -> HttpResponse:
    """The response to a button without fields, as of `post`. A refusal is raised and shown by core.middleware."""
    button = _Button()
    led = post(request, button, act, to=to, done=done, answer=answer)
    if led is None:
        raise button.refusal
    return led


def form_page(
    request: HttpRequest,
    form: Any,
    act: Callable[[], Any],
    *,
    back: str = "",
    to: Where | None = None,
    done: str | Callable[[Any], str] = "",
    answer: Callable[[Any], HttpResponse] | None = None,
    version_now: Callable[[], int] | None = None,
    valid: Callable[[], bool] | None = None,
    template: str = "core/form.html",
    context: Callable[[], Mapping[str, object]] = dict,
    **more: object,
) -> HttpResponse:
    """The response of a page with a form: what `post` gives for a valid one, else the page by `show`.

    back: the address of the page before; on success it redirects to `to`, or there.
    valid: when the form is carried out, in place of `form.is_valid`.
    template, more: the page and its context; core/form.html needs title and button. context: a function giving what is
    read anew after a refusal.
    """
    if request.method == "POST" and (valid or form.is_valid)():
        led = post(
            request,
            form,
            act,
            to=back if to is None else to,
            done=done,
            answer=answer,
            version_now=version_now,
        )
        if led is not None:
            return led
    return show(request, template, form, {"back": back, **more, **context()})


def show(
    request: HttpRequest, template: str, form: Refusable | None, context: Mapping[str, object]
) -> HttpResponse:
    """The page with its form and the refusal (core/refusal.html), with the refusal's status, or 422 or 200."""
    refusal = form.refusal if form else None
    status = refusal.status if refusal else 422 if form and form.errors else 200
    return render(request, template, {"form": form, **refused(refusal), **context}, status=status)


def refused(refusal: Refusal | None) -> dict[str, Any]:
    """The refusal for templates: `cards` of the rules that are not met, `articles` under which it was refused.

    `also`: the same of what else stands in the way.
    """
    return {
        "refusal": refusal,
        "cards": refusal.cards if isinstance(refusal, AgainstTheLaw) else (),
        "articles": articles(refusal.articles if refusal else ()),
        "also": [refused(each) for each in refusal.also] if refusal else [],
    }


def articles(refs: tuple[str, ...]) -> tuple[Cited, ...]:
    """The articles as citations with links."""
    book = load_rulebook()
    return cited([book.cite(ref) for ref in refs], refs)


def sent(request: HttpRequest) -> QueryDict | None:
    """The submitted data, for a form's first argument; None on GET."""
    return request.POST if request.method == "POST" else None


def shown_once(response: HttpResponse) -> HttpResponse:
    """The response, marked so that neither the browser nor a proxy stores it."""
    response["Cache-Control"] = "no-store"
    return response


class _Button:
    """A form without fields."""

    errors: tuple[str, ...] = ()
    refusal: Any = None

    def refuse(self, refusal: Any, *, version: int | None = None) -> None:
        self.refusal = refusal


def _address(to: Where, number: str) -> str:
    return to if isinstance(to, str) else to(number)
