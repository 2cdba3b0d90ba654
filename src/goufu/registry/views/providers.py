"""Pages of a provider's file: entries added, corrected, ended, struck out."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from goufu.core.errors import NotFound
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.registry.actions import providers as actions
from goufu.registry.agents import Agent
from goufu.registry.body_forms import EndFileEntryForm, FoundingForm, StrikeForm, entry_form
from goufu.registry.models.providers import FileEntry
from goufu.registry.queries import bodies as bodies_queries
from goufu.registry.queries import providers as queries
from goufu.ui.forms import Form


@require_http_methods(["GET", "POST"])
@needs()
def add(request: HttpRequest, agent: Agent, number: int, kind: str) -> HttpResponse:
    if not queries.may_keep(agent, kind):
        raise NotFound
    body = bodies_queries.body(agent, number)
    form = entry_form(queries.KINDS[kind])(sent(request), once=once(request))

    def do() -> None:
        entry = form.entry
        entry.body = body
        actions.add_entry(by=agent, entry=entry, once=form.once)

    title = _("%(name)s：登记%(kind)s") % {"name": body.name, "kind": form.model._meta.verbose_name}
    return _page(request, form, do, number, title, pgettext("to do", "登记"))


@require_http_methods(["GET", "POST"])
@needs()
def correct(request: HttpRequest, agent: Agent, kind: str, entry: int) -> HttpResponse:
    wrong = _kept(agent, kind, entry)
    said = {field.name: getattr(wrong, field.name) for field in wrong.said_fields()}
    form = entry_form(type(wrong), corrects=True)(
        sent(request), initial=said, once=once(request), version=wrong.version
    )

    def do() -> None:
        reason = form.cleaned_data["reason"]
        actions.correct_entry(
            by=agent,
            entry=wrong,
            version=form.version or 0,
            right=form.entry,
            reason=reason,
            once=form.once,
        )

    return _page(request, form, do, wrong.body_id, _about(wrong, _("更正")), _("更正"), wrong)


@require_http_methods(["GET", "POST"])
@needs()
def strike(request: HttpRequest, agent: Agent, kind: str, entry: int) -> HttpResponse:
    wrong = _kept(agent, kind, entry)
    form = StrikeForm(sent(request), once=once(request), version=wrong.version)

    def do() -> None:
        reason = form.cleaned_data["reason"]
        actions.strike_entry(by=agent, entry=wrong, version=form.version or 0, reason=reason, once=form.once)

    return _page(request, form, do, wrong.body_id, _about(wrong, _("划去")), _("划去"), wrong)


@require_http_methods(["GET", "POST"])
@needs()
def end(request: HttpRequest, agent: Agent, kind: str, entry: int) -> HttpResponse:
    found = _kept(agent, kind, entry)
    if not found.ENDS_WITH:
        raise NotFound
    form = EndFileEntryForm(sent(request), once=once(request), version=found.version)

    def do() -> None:
        day = form.cleaned_data["day"]
        actions.end_entry(by=agent, entry=found, version=form.version or 0, day=day, once=form.once)

    return _page(request, form, do, found.body_id, _about(found, _("写明期限")), _("保存"), found)


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_PROVIDERS)
def founding(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    body = bodies_queries.body(agent, number)
    form = FoundingForm(
        sent(request),
        initial={"founded_on": body.founded_on},
        once=once(request),
        version=body.version,
    )

    def do() -> None:
        day = form.cleaned_data["founded_on"]
        actions.set_founding(by=agent, body=body, version=form.version or 0, founded_on=day, once=form.once)

    title = _("%(name)s的成立日期") % {"name": body.name}
    return _page(request, form, do, number, title, _("保存"))


def _kept(agent: Agent, kind: str, number: int) -> FileEntry:
    """The entry, for whoever may make such entries. Raises NotFound."""
    if not queries.may_keep(agent, kind):
        raise NotFound
    return queries.entry(agent, kind, number)


def _about(entry: FileEntry, verb: str) -> str:
    said = {"name": entry.body.name, "verb": verb, "kind": entry._meta.verbose_name}
    return _("%(name)s：%(verb)s%(kind)s") % said


def _page(
    request: HttpRequest,
    form: Form,
    do: Callable[[], None],
    number: int,
    title: str,
    button: str,
    entry: FileEntry | None = None,
) -> HttpResponse:
    def version_now() -> int:
        fresh = entry or bodies_queries.body(request.agent, number)  # type: ignore[attr-defined]
        fresh.refresh_from_db(fields=["version"])
        return fresh.version

    back = reverse("registry:body", args=[number])
    return form_page(
        request,
        form,
        do,
        back=back,
        title=title,
        button=button,
        done=_("已经保存"),
        version_now=version_now,
    )
