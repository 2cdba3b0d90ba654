"""Pages for attaching, superseding and downloading documents."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goufu.core.errors import NotAllowed
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import needs, once
from goufu.core.principal import Principal
from goufu.documents import queries
from goufu.documents.actions import attach_document, refuse_closed, supersede_document, write_paper
from goufu.documents.checking import check_file, check_mark
from goufu.documents.forms import CheckForm, DocumentForm, SupersedeForm
from goufu.documents.serving import stored_file
from goufu.documents.subjects import DocumentKind, Subject, subject_of


@require_safe
def download(request: HttpRequest, number: int) -> HttpResponseBase:
    agent = request.agent or None  # type: ignore[attr-defined]
    found, _subject = queries.document(agent, number)
    return stored_file(found)


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Whether a paper or a file is what the program issued: for whoever has it in hand, signed in or not."""
    agent = request.agent or None  # type: ignore[attr-defined]
    form = CheckForm(sent(request), request.FILES or None)
    result = None
    if form.is_bound and form.is_valid():
        mark, file = form.cleaned_data["mark"], form.cleaned_data["file"]
        result = check_file(file.chunks(), agent) if file else check_mark(mark, agent)
    context = {"form": form, "result": result}
    return render(
        request, "documents/check.html", context, status=200 if form.is_valid() or not form.is_bound else 422
    )


@require_http_methods(["GET", "POST"])
@needs()
def attach(request: HttpRequest, agent: Principal, kind: str, number: int) -> HttpResponse:
    subject = subject_of(agent, kind, number)
    form = DocumentForm(
        sent(request), request.FILES or None, kinds=_attachable(subject, agent), once=once(request)
    )

    return form_page(
        request,
        form,
        lambda: attach_document(by=agent, subject=subject.key, kind=form.cleaned_data["kind"], **form.given),
        back=subject.url,
        title=_("%(title)s：上传文件") % {"title": subject.title},
        button=_("上传"),
        done=_("文件已经上传"),
    )


@require_POST
@needs()
def paper(request: HttpRequest, agent: Principal, kind: str, number: int, paper: str) -> HttpResponse:
    """The download of a paper that the program writes of the thing as it now is."""
    return redirect("documents:download", write_paper(by=agent, subject=(kind, number), kind=paper).pk)


@require_http_methods(["GET", "POST"])
@needs()
def supersede(request: HttpRequest, agent: Principal, number: int) -> HttpResponse:
    wrong, subject = queries.document(agent, number)
    kinds = [each for each in _attachable(subject, agent) if each.code == wrong.kind]
    if not kinds:
        raise _not_allowed()
    shown = {"number": wrong.number, "name": wrong.name}
    form = SupersedeForm(sent(request), request.FILES or None, kinds=kinds, initial=shown, once=once(request))

    return form_page(
        request,
        form,
        lambda: supersede_document(
            by=agent, document=wrong.pk, reason=form.cleaned_data["reason"], **form.given
        ),
        back=subject.url,
        title=_("替换《%(name)s》") % {"name": wrong.name},
        button=_("替换"),
        done=_("文件已经替换，原来的一份留着"),
        lead=subject.title,
    )


def _attachable(subject: Subject, agent: Principal) -> list[DocumentKind]:
    """The kinds that the agent may attach. Raises NotAllowed when there are none, Refusal for a closed subject."""
    refuse_closed(subject)
    if kinds := subject.attachable(agent):
        return kinds
    raise _not_allowed()


def _not_allowed() -> NotAllowed:
    return NotAllowed("您的岗位不能在这里上传文件", "请有权办理这件事的同事上传")
