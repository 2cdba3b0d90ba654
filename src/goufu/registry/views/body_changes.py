"""Pages for changes of bodies from a day on, by a document: moving, renaming, merging, splitting.

What can't be taken back is shown once more before it is done, with all that it takes along: `_confirm_page`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goufu.core.form_pages import form_page, is_accepted, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.registry.actions.bodies import move_body, staffed_in_words
from goufu.registry.actions.renaming import rename_body
from goufu.registry.actions.succession import merge_bodies, split_body
from goufu.registry.agents import Agent
from goufu.registry.change_forms import DocumentedChangeForm, MergeBodiesForm, MoveForm, RenameForm, SplitForm
from goufu.registry.impact import BodyChange, impacts_of
from goufu.registry.models import Body
from goufu.registry.queries import bodies as queries


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_BODIES)
def rename(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    found = queries.body(agent, number)
    form = RenameForm.of(found, sent(request), agent=agent, once=once(request), version=found.version)

    def act() -> None:
        rename_body(
            by=agent,
            body=found,
            version=form.version or 0,
            once=form.once,
            **form.paper,
            **form.facts,
        )

    return _change_page(
        request,
        form,
        act,
        found,
        title=_("%(name)s变更") % {"name": found.name},
        button=_("变更"),
        lead=_("依文件改名、改类别、改主管财政部门。登记错了，请用“更正”。"),
        done=_("已经变更；原来的名称留在沿革里"),
        changes=lambda: [BodyChange(found, found, form.paper["since"], form.changed)],
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_BODIES)
def move(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    found = queries.body(agent, number)
    form = MoveForm(
        sent(request),
        body=found,
        initial={"parent": found.parent},
        agent=agent,
        once=once(request),
        version=found.version,
    )

    def act() -> None:
        parent = form.cleaned_data["parent"]
        move_body(
            by=agent, body=found, version=form.version or 0, parent=parent, once=form.once, **form.paper
        )

    return _change_page(
        request,
        form,
        act,
        found,
        title=_("%(name)s改由谁主管") % {"name": found.name},
        button=_("改上级"),
        lead=_("下属单位一起改；原来的上级单位从此看不到它们。"),
        done=_("已经改到新的上级单位之下，下属单位一起过来"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_BODIES)
def merge(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page for merging other bodies into this one."""
    found = queries.body(agent, number)
    form = MergeBodiesForm(sent(request), body=found, agent=agent, once=once(request), version=found.version)

    def act() -> None:
        merge_bodies(
            by=agent,
            into=found,
            version=form.version or 0,
            ended=form.bodies,
            once=form.once,
            **form.paper,
        )

    return _change_page(
        request,
        form,
        act,
        found,
        title=_("别的单位并入%(name)s") % {"name": found.name},
        button=_("合并"),
        lead=_("没有办完的项目、预算、目录和意见由%(name)s承接，下属单位一起过来；处罚和失信记录也跟着过来。")
        % {"name": found.name},
        done=_("已经合并；没有办完的事正在转过来"),
        changes=lambda: [BodyChange(each, found, form.paper["since"]) for each in form.bodies],
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_BODIES)
def split(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page for splitting this body into others."""
    found = queries.body(agent, number)
    form = SplitForm(sent(request), body=found, agent=agent, once=once(request), version=found.version)

    def act() -> None:
        split_body(
            by=agent,
            body=found,
            version=form.version or 0,
            successors=form.bodies,
            once=form.once,
            **form.paper,
        )

    return _change_page(
        request,
        form,
        act,
        found,
        title=_("%(name)s分立") % {"name": found.name},
        button=_("分立"),
        lead=format_html(
            '{}<span lang="zh-Hans">{}</span>',
            _("原单位从生效日期起停用。还保留原单位的，不用办分立，登记新单位就行。"),
            "。".join(staffed_in_words(found) or ()),
        ),
        done=_("已经分立；没有办完的事正在转给第一个单位"),
        changes=lambda: [BodyChange(found, form.bodies[0], form.paper["since"])],
    )


def _change_page(
    request: HttpRequest,
    form: DocumentedChangeForm,
    act: Callable[[], None],
    body: Body,
    *,
    title: str,
    button: str,
    lead: str,
    done: str,
    changes: Callable[[], list[BodyChange]] | None = None,
) -> HttpResponse:
    """The page of the form; with `changes`, made of the valid form, a page between that asks whether to do it.

    It asks about nothing that would be refused: the form says so at once.
    """

    def version_now() -> int:
        return queries.body(form.agent, body.pk).version

    is_to_confirm = changes is not None and "sure" not in form.data
    is_asked = is_to_confirm and "back" not in form.data and form.is_valid()
    if changes and is_asked and is_accepted(form, act, version_now=version_now):
        return _confirm_page(request, form, changes(), title=title, button=button)
    return form_page(
        request,
        form,
        act,
        back=reverse("registry:body", args=[body.pk]),
        title=title,
        button=button,
        lead=lead,
        done=done,
        version_now=version_now,
        valid=lambda: not is_to_confirm and form.is_valid(),
    )


def _confirm_page(
    request: HttpRequest, form: DocumentedChangeForm, changes: list[BodyChange], *, title: str, button: str
) -> HttpResponse:
    """The page that asks whether the changes of the valid form are to be made, with all that they take along."""
    context = {
        "form": form,
        "title": title,
        "button": button,
        "said": form.said,
        "changes": [(each, impacts_of(form.agent, each)) for each in changes],
    }
    return render(request, "registry/confirm_change.html", context)
