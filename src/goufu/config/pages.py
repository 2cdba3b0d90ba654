"""Pages that belong to no room."""

from __future__ import annotations

import sys

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.defaults import bad_request, page_not_found, server_error

from goufu.config import api
from goufu.config.logs import is_outage
from goufu.config.metrics import CONTENT_TYPE_LATEST, as_text, may_ask
from goufu.config.status import has_all_tables
from goufu.config.tls import authority_certificate, fingerprint
from goufu.core.rooms import contributions
from goufu.core.views import home as own_home


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The home page of a signed-in person with a role, else a redirect to the landing page of a room."""
    if getattr(request, "agent", None):
        return own_home(request)
    return redirect(next(contributions("landing")))


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 while this process answers, whatever its database does; for whoever would restart it."""
    return HttpResponse("正常\n", content_type="text/plain; charset=utf-8")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database is reached and has this version's tables, else 503; for load balancers and the launcher."""
    try:
        why = "" if has_all_tables() else "数据库的表还没有升级到这一版"
    except OperationalError:
        why = "连不上数据库"
    return HttpResponse(
        f"{why or '正常'}\n", status=503 if why else 200, content_type="text/plain; charset=utf-8"
    )


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus. 404 to whoever may not ask, and where they are not switched on."""
    if not may_ask(request):
        raise Http404
    return HttpResponse(as_text(), content_type=CONTENT_TYPE_LATEST)


@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """How to install the certificate of the house's own authority, with its fingerprint. 404 where TLS isn't its own."""
    return render(request, "certificate.html", {"fingerprint": fingerprint(_authority())})


@require_safe
def certificate_file(request: HttpRequest) -> HttpResponse:
    """The certificate itself, in the binary form that all systems open. 404 where TLS isn't the house's own."""
    return HttpResponse(
        _authority().public_bytes(Encoding.DER),
        content_type="application/x-x509-ca-cert",
        headers={"Content-Disposition": 'attachment; filename="goufu-ca.crt"'},
    )


def _authority() -> Certificate:
    if not settings.HOUSE_TLS:
        raise Http404
    return authority_certificate(settings.DATA)


def too_large(request: HttpRequest) -> HttpResponse:
    """The 413 page, with the limit; of the API, its answer."""
    limit = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
    if api.concerns(request):
        return api.too_large(limit)
    return render(request, "413.html", {"limit_megabytes": limit}, status=413)


def holds_nul(request: HttpRequest) -> HttpResponse:
    """The 400 page for a NUL byte."""
    return render(request, "400.html", {"why": _("送来的内容里有空字符（NUL）。")}, status=400)


def wrong_host(request: HttpRequest) -> HttpResponse:
    """The 400 page for a name that isn't this house's; of the API, its answer."""
    if api.concerns(request):
        return api.refused(request, api.WrongHost())
    why = _("这个网址里的主机名不是这里的。请用管理员给的网址打开；管理员要加主机名的，写进 GOUFU_HOSTS。")
    return render(request, "400.html", {"why": why}, status=400)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 400 page, or 413 when the form is too large."""
    if isinstance(exception, DisallowedHost):
        return wrong_host(request)
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return bad_request(request, exception)


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 404 page for an address that leads nowhere; of the API, its answer."""
    if api.concerns(request):
        return api.no_address(request, exception)
    return page_not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """The 503 page while the database is unreachable, else the 500 page; of the API, its answer."""
    outage = is_outage(sys.exc_info()[1])
    if api.concerns(request):
        return api.broken(503 if outage else 500)
    if outage:
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "5"})
    return server_error(request)
