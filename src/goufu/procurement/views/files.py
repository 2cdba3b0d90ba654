"""The pages of the procurement file, with the law's objections beside its lines, and of the templates that a body keeps."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goufu.core.errors import NotAllowed
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.core.rows import numbered
from goufu.procurement import objections
from goufu.procurement.actions.filing import drop_template, keep_template, save_file
from goufu.procurement.file_templates import PARTS, field_of, field_templates
from goufu.procurement.forms.files import FileForm, KeepForm
from goufu.procurement.models import FileTemplate
from goufu.procurement.papers.file_content import content_of
from goufu.procurement.queries.files import begins_with, file_of, own_templates, written_of
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.ui.forms import Form


@require_safe
@needs(Permission.SEE_PROCUREMENTS)
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The file as it stands, line by line; where something is objected to, the card stands beside it."""
    found = procurement_for(agent, number)
    file = file_of(found)
    content = (file and file.content) or content_of(found, file)
    lines = objections.lines_of(found, content)
    chapters = [{**each, "lines": lines.get(str(each["part"]), ())} for each in content]
    may_write = agent.may_on(Permission.KEEP_FILE, found)
    context = {
        "procurement": found,
        "file": file,
        "chapters": chapters,
        "count": sum(bool(line.cards) for each in lines.values() for line in each),
        "left": sum(bool(line.left) for each in lines.values() for line in each),
        "unwritten": [title for part, title in PARTS.items() if part not in lines],
        "may_write": may_write and found.is_planned,
        "keep": KeepForm(once=once(request)) if may_write and file else None,
        "kept_at": reverse("procurement:keep_template", args=[number]),
    }
    return render(request, "procurement/file.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_FILE)
def edit(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the file is written, from a template where nothing is written yet, or where one is chosen."""
    found = procurement_for(agent, number)
    if not agent.may_on(Permission.KEEP_FILE, found):
        raise NotAllowed(f"只有{found.purchaser.name}能写这次采购的采购文件", "请由牵头的采购人办理")
    PROCUREMENT.after("write", found)
    chosen = request.GET.get("template", "")
    form = FileForm(
        sent(request), initial=begins_with(found, chosen, agent), once=once(request), version=found.version
    )
    return form_page(
        request,
        form,
        lambda: save_file(
            procurement=number,
            by=agent,
            version=form.version,
            once=form.once,
            **{name: form.cleaned_data[name] for name in ("demand", "qualification", "contract")},
        ),
        back=reverse("procurement:file", args=[number]),
        done=_("已保存。"),
        version_now=lambda: procurement_for(agent, number).version,
        template="procurement/edit_file.html",
        procurement=found,
        fields=field_templates().values(),
        own=own_templates(agent),
        chosen=chosen or ("" if file_of(found) else field_of(found.title).name),
    )


@require_POST
@needs(Permission.KEEP_TEMPLATES)
def keep(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """Keeps a part of this file as a template of the agent's body."""
    found = procurement_for(agent, number)
    form = KeepForm(sent(request), once=once(request))
    return form_page(
        request,
        form,
        lambda: keep_template(
            part=form.cleaned_data["part"],
            name=form.cleaned_data["name"],
            text=written_of(found)[form.cleaned_data["part"]],
            by=agent,
            once=form.once,
        ),
        to=reverse("procurement:templates"),
        back=reverse("procurement:file", args=[number]),
        title=_("存为本单位的模板"),
        button=_("存为模板"),
        done=_("已存为本单位的模板。"),
    )


@require_safe
@needs(Permission.KEEP_TEMPLATES)
def templates(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The templates that come with the program, and those of the agent's body."""
    context = {"fields": field_templates().values(), "own": own_templates(agent), "parts": PARTS}
    return render(request, "procurement/templates.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.KEEP_TEMPLATES)
def drop(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a template of the agent's body is taken out of use."""
    numbered(FileTemplate.objects.filter(body=agent.body, is_used=True), number)
    form = Form(sent(request), once=once(request))
    return form_page(
        request,
        form,
        lambda: drop_template(template=number, by=agent, once=form.once),
        to=reverse("procurement:templates"),
        back=reverse("procurement:templates"),
        title=_("停用模板"),
        lead=_("以前照它写的采购文件不变。"),
        button=_("停用"),
        done=_("已停用。"),
    )
