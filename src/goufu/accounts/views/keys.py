"""Pages of the own API keys: issuing, listing, revoking."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from goufu import wall_clock
from goufu.accounts.actions.keys import issue_key, revoke_key
from goufu.accounts.models import LONGEST, ApiKey
from goufu.accounts.queries import keys_of
from goufu.core.form_pages import form_page, post_button, sent, show
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.registry.agents import Agent
from goufu.ui.forms import Form

PAGE = "accounts/keys.html"
SHOWN = 100


class TokenForm(Form):
    """The purpose of a key, and its days of validity."""

    name = forms.CharField(
        label=gettext_lazy("用途"),
        max_length=60,
        help_text=gettext_lazy("哪个程序用它，例如：财务系统取项目"),
    )
    days = forms.IntegerField(label=gettext_lazy("有效天数"), min_value=1, max_value=LONGEST.days, initial=90)


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Permission.USE_API)
def keys(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The list of keys; after issuing one, also its text, this once."""
    form = TokenForm(sent(request), once=once(request))

    def answer(made: tuple[ApiKey, str]) -> HttpResponse:
        return show(request, PAGE, TokenForm(once=uuid4()), _context(agent, text=made[1]))

    return form_page(
        request,
        form,
        lambda: issue_key(by=agent, once=form.once, **form.cleaned_data),
        to=reverse("accounts:keys"),
        answer=answer,
        template=PAGE,
        context=lambda: _context(agent),
    )


@require_POST
@needs(Permission.USE_API)
def revoke(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    return post_button(
        request,
        lambda: revoke_key(key=number, by=agent, once=once(request)),
        to=reverse("accounts:keys"),
        done=_("令牌已经停用"),
    )


def _context(agent: Agent, text: str = "") -> dict[str, object]:
    return {
        "text": text,
        "keys": keys_of(agent)[:SHOWN],
        "agent": agent,
        "today": wall_clock.today(),
    }
