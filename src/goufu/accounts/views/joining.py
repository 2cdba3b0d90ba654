"""Pages for those who have no account yet: signing up for a provider, what has become of it, an invitation's link.

They tell nothing of who acts for a body, nor which user names there are. Each range of addresses may ask so often only.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from goufu.accounts.actions.sign_ups import accept_invitation, ask_to_join
from goufu.accounts.join_forms import LONGEST_SECRET, CodeForm, InvitedForm, JoinForm, StateForm
from goufu.accounts.models import SignUp
from goufu.accounts.sign_ups import by_inquiry_code, invitation, registered
from goufu.core.client import client_range
from goufu.core.errors import NotFound, Refusal
from goufu.core.form_pages import form_page, sent
from goufu.core.limits import Limit
from goufu.registry.credit_codes import compact, fault_of

HOUR, DAY = 3600, 24 * 3600
OF_RANGE = Limit("sign-up range", 30, DAY)  # a whole office may share one address
OF_CODE = Limit("sign-up code", 5, DAY)  # of one range: nobody else can keep a provider from asking
LOOKED_UP = Limit("sign-up looked up", 60, HOUR)


class TooOften(Refusal):
    """Asked more often than is allowed; nothing was looked up or stored."""

    status = 429

    def __init__(self) -> None:
        super().__init__("试得太多了", "请过一会儿再试；急的，请到财政部门办理，由它发邀请")


@require_http_methods(["GET"])
def begin(request: HttpRequest) -> HttpResponse:
    """The credit code first; and the way to what has become of an earlier sign-up."""
    form = CodeForm(request.GET) if "credit_code" in request.GET else CodeForm()
    if form.is_bound and form.is_valid():
        code = form.cleaned_data["credit_code"]
        return redirect(reverse("accounts:join_as", query={"credit_code": code}))
    context = {"form": form, "state": StateForm()}
    return render(request, "accounts/sign_ups/begin.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Who wants to act for the body with that code; afterwards the inquiry code, this once."""
    code = compact(request.POST.get("credit_code", "") or request.GET.get("credit_code", ""))
    if fault_of(code):
        return redirect(reverse("accounts:join", query={"credit_code": code[:40]}))
    body = registered(code)
    form = JoinForm(sent(request), body=body, code=code)

    def do() -> tuple[SignUp, str]:
        place = client_range(request)
        _take(OF_RANGE, place)
        _take(OF_CODE, code, place)
        return ask_to_join(**form.said)

    def answer(made: tuple[SignUp, str]) -> HttpResponse:
        context = {"found": made[0], "code": made[1]}
        return render(request, "accounts/sign_ups/asked.html", context)

    return form_page(
        request,
        form,
        do,
        to=reverse("accounts:join"),
        answer=answer,
        template="accounts/sign_ups/ask.html",
        context=lambda: {"body": body, "code": code},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def state(request: HttpRequest) -> HttpResponse:
    """What has become of a sign-up: it waits, or its user name, or why it was not confirmed."""
    form = StateForm(sent(request))
    found = None
    if request.method == "POST" and form.is_valid():
        if not LOOKED_UP.take(client_range(request)):
            raise TooOften
        found = by_inquiry_code(form.cleaned_data["code"].strip().lower())
        if found is None:
            form.add_error(
                "code", _("没有这个查询码。请照申请时抄下的逐字核对；丢了，请重新申请或者联系财政部门。")
            )
    context = {"form": form, "found": found}
    return render(request, "accounts/sign_ups/state.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """The page of an invitation's link. 404 when it doesn't hold."""
    found = invitation(secret) if len(secret) <= LONGEST_SECRET else None
    if found is None:
        raise NotFound
    form = InvitedForm(sent(request))

    def do() -> SignUp:
        return accept_invitation(secret=secret, **form.cleaned_data)

    def answer(made: SignUp) -> HttpResponse:
        assert made.person
        messages.success(
            request, _("账号建好了，登录名是 %(name)s，请记下。") % {"name": made.person.username}
        )
        return redirect("account_login")

    return form_page(
        request,
        form,
        do,
        answer=answer,
        template="accounts/sign_ups/invitation.html",
        context=lambda: {"found": found},
    )


def _take(limit: Limit, subject: str, place: str = "") -> None:
    if not limit.take(subject, place):
        raise TooOften
