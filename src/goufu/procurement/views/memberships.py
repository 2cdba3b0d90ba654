"""The page on which a body that was made a member of a consortium declines."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.core.reasons import ReasonField
from goufu.procurement.actions.declining import decline_membership
from goufu.procurement.queries.finding import membership_for
from goufu.registry.agents import Agent
from goufu.ui.forms import Form


class DeclineForm(Form):
    """The reason for which the body declines."""

    reason = ReasonField()


@require_http_methods(["GET", "POST"])
@needs(Permission.BID)
def decline(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page that says what the leader said of the body, and on which it declines."""
    found = membership_for(agent, number)
    form = DeclineForm(sent(request), once=once(request))
    return form_page(
        request,
        form,
        lambda: decline_membership(member=number, by=agent, once=form.once, **form.cleaned_data),
        back=reverse("procurement:announced", args=[found.participation.procurement_id]),
        done=_("已记下，牵头的单位会看到。"),
        template="procurement/finding/decline.html",
        membership=found,
        members=found.participation.members.select_related("body"),
    )
