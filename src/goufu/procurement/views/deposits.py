"""The page on which the return of a deposit is recorded."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from goufu import wall_clock
from goufu.core.errors import NotFound
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.depositing import return_deposit
from goufu.procurement.choosing import number
from goufu.procurement.deposits import deposits_of
from goufu.procurement.law import facts_of, situation_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Participation, Procurement
from goufu.registry.agents import Agent
from goufu.ui.forms import DateField, Form

DAYS = "deposit_return_workdays"  # the parameter


class ReturnedForm(Form):
    """On which day a deposit went back."""

    day = DateField(label=gettext_lazy("退还的日期"), initial=wall_clock.today)


@require_http_methods(["GET", "POST"])
@needs(Permission.TELL_RESULT)
def give_back(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of one deposit, of the purchaser's own procurement."""
    found = _deposit(agent, number)
    form = ReturnedForm(sent(request), once=once(request), version=found.version)
    page = reverse("procurement:review", args=[found.procurement_id])
    return form_page(
        request,
        form,
        lambda: return_deposit(
            participation=number,
            day=form.cleaned_data["day"],
            by=agent,
            version=form.version,
            once=form.once,
        ),
        back=page,
        to=page,
        done=_("已登记退还。"),
        version_now=lambda: _deposit(agent, number).version,
        title=_("退还保证金：%(name)s") % {"name": found.bidder.name},
        lead=_lead(found.procurement),
        button=_("登记退还"),
    )


def _deposit(agent: Agent, number: int) -> Participation:
    rows = Participation.objects.select_related("procurement__purchaser__place", "bidder")
    found = rows.filter(pk=number).first()
    if found is None or not agent.may_on(Permission.TELL_RESULT, found.procurement):
        raise NotFound
    if not deposits_of(found.procurement).filter(pk=number).exists():
        raise NotFound
    return found


def _lead(procurement: Procurement) -> str:
    """Until when deposits go back, as the law of that day and place says."""
    days = number(DAYS, situation_of(procurement, facts_of(procurement)), load_methods())
    if days is None:
        return _("未中标的，从通知书发出起算；中标的，从合同签订起算。")
    return _("未中标的，自通知书发出起%(days)d个工作日内退；中标的，自合同签订起%(days)d个工作日内退。") % {
        "days": days
    }
