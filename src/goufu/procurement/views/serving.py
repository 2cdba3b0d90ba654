"""A letter served: the button by which its supplier reads and so receives it; the page on which the office says how else it went."""

from __future__ import annotations

from contextlib import ExitStack

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from goufu.core.action import not_allowed
from goufu.core.form_pages import form_page, post_button, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.documents.store import LARGEST, store
from goufu.documents.subjects import subject_of
from goufu.procurement.actions.serving import receive_letter, register_service
from goufu.procurement.forms.serving import ServiceForm
from goufu.procurement.queries.finding import announced
from goufu.procurement.sending import AT_ONCE
from goufu.procurement.serving import Mail, mail_for_office, own_mail
from goufu.registry.agents import Agent

# The papers' own titles are Chinese whoever reads.
WORDS = {
    "letter": gettext_lazy("结果的通知书"),
    "unopenedletter": gettext_lazy("没有开启的告知书"),
    "invitation": gettext_lazy("投标邀请书"),
}


@require_POST
@needs(Permission.BID)
def receive(request: HttpRequest, agent: Agent, kind: str, number: int) -> HttpResponse:
    """The button by which a supplier receives a letter: it reads it from then on."""
    mail = own_mail(agent, kind, number)
    return post_button(
        request,
        lambda: receive_letter(kind=kind, number=number, by=agent, once=once(request)),
        to=f"{_home_of(mail)}#{kind}-{number}",
        done=_("已签收。"),
    )


def _home_of(mail: Mail) -> str:
    """Where its supplier sees the letter: the public page of the procurement, of what was never announced the home page."""
    if announced().filter(pk=mail.procurement.pk).exists():
        return reverse("procurement:announced", args=[mail.procurement.pk])
    return reverse("home")


@require_http_methods(["GET", "POST"])
@needs()
def register(request: HttpRequest, agent: Agent, kind: str, number: int) -> HttpResponse:
    """The page on which the office says how a letter was served that the supplier hasn't read here."""
    mail = mail_for_office(agent, kind, number)
    if not agent.may_on(mail.permission, mail.whose):
        raise not_allowed(agent, mail.permission)
    form = ServiceForm(sent(request), request.FILES or None, once=once(request))

    def act() -> Mail:
        said = form.cleaned_data
        with ExitStack() as stack:
            file = said["receipt"]
            draft = (
                (file.name, stack.enter_context(store().draft(file.chunks(AT_ONCE), LARGEST)))
                if file
                else None
            )
            return register_service(
                kind=kind,
                number=number,
                day=said["day"],
                way=said["way"],
                receipt=draft,
                by=agent,
                once=form.once,
            )

    return form_page(
        request,
        form,
        act,
        back=_page(agent, mail),
        done=_("登记了送达。"),
        title=_("登记送达：%(who)s") % {"who": mail.addressee.name},
        lead=_("%(title)s %(number)s，%(day)s 发出。供应商在本系统签收的，不用登记。")
        % {"title": WORDS[mail.kind], "number": mail.number, "day": mail.day},
        button=_("登记送达"),
    )


def _page(agent: Agent, mail: Mail) -> str:
    """Where the office sees the letter."""
    return subject_of(agent, mail.kind, mail.letter.pk).url
