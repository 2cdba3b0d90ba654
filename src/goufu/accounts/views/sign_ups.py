"""Pages of sign-ups for those who decide them: the list, one of them, and inviting."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from goufu.accounts.actions.sign_ups import invite_agent
from goufu.accounts.join_forms import InviteForm
from goufu.accounts.models import SignUp, SignUpState
from goufu.accounts.sign_ups import agents_of_body, registered, sign_up_for, sign_ups
from goufu.accounts.steps import SIGN_UP_STEPS
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.registry.agents import Agent
from goufu.ui.columns import state as state_badge
from goufu.ui.filters import ChoiceFilter, Contains, FilterSet
from goufu.ui.lists import list_page
from goufu.ui.tables import ChoiceColumn, StateColumn, Table, TextColumn, TimeColumn

BADGES: dict[str, str] = {
    SignUpState.INVITED: "info",
    SignUpState.WAITING: "warn",
    SignUpState.CONFIRMED: "ok",
    SignUpState.REFUSED: "stop",
    SignUpState.WITHDRAWN: "",
}


class SignUpFilter(FilterSet):
    q = Contains(["body_name", "agent_name", "credit_code"], label=_("单位、姓名或者信用代码"))
    state = ChoiceFilter(label=_("状态"), choices=SignUpState.choices)


class SignUpTable(Table):
    title = _("供应商注册")
    body_name = ChoiceColumn(
        accessor="body_name", verbose_name=_("单位"), address="accounts:sign_up", orderable=False
    )
    agent_name = TextColumn(verbose_name=_("经办人"), orderable=False)
    credit_code = TextColumn(verbose_name=_("统一社会信用代码"), orderable=False)
    asked_at = TimeColumn(verbose_name=_("申请时间"), orderable=False)
    state = StateColumn(verbose_name=_("状态"), kinds=BADGES, orderable=False)

    class Meta(Table.Meta):
        empty_text = _("还没有人申请。也可以发邀请：把链接交给单位的经办人。")


@require_safe
@needs()
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The sign-ups that the agent may see."""
    _refuse_others(agent)
    return list_page(request, SignUpTable, sign_ups(agent), SignUpFilter, "accounts/sign_ups/list.html")


@require_safe
@needs()
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """What was asked, what is known of the body, and the steps."""
    found = sign_up_for(agent, number)
    body = found.body or registered(found.credit_code)
    context = {
        "found": found,
        "body": body,
        "agents": agents_of_body(body) if body else [],
        "state": state_badge(BADGES[found.state], found.get_state_display()),
        "offers": SIGN_UP_STEPS.offers(agent, found),
    }
    return render(request, "accounts/sign_ups/show.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@needs()
def invite(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Invites an agent; afterwards the link, this once. A provider's agent invites for the own body."""
    _refuse_others(agent)
    initial = {} if agent.may(Permission.KEEP_PROVIDERS) else {"body": agent.body}
    form = InviteForm(sent(request), agent=agent, initial=initial, once=once(request))

    def answer(made: tuple[SignUp, str]) -> HttpResponse:
        link = request.build_absolute_uri(reverse("accounts:invitation", args=[made[1]]))
        return render(request, "accounts/sign_ups/invited.html", {"found": made[0], "link": link})

    return form_page(
        request,
        form,
        lambda: invite_agent(body=form.cleaned_data["body"], by=agent, once=form.once),
        back=reverse("accounts:sign_ups"),
        answer=answer,
        title=_("邀请供应商经办人"),
        button=_("生成邀请链接"),
        lead=_("把链接交给本人。打开链接的人填写姓名、设密码，就成为这个单位的经办人：请确认交给了对的人。"),
    )


def _refuse_others(agent: Agent) -> None:
    if not (agent.may(Permission.KEEP_PROVIDERS) or agent.may(Permission.BID)):
        raise Http404
