"""Pages of comments: those requested from the agent's body, answering, and settling by the edition's owner."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goufu import wall_clock
from goufu.catalogue import actions
from goufu.catalogue.forms import AnswerForm, SettleForm
from goufu.catalogue.models import Comment, EditionState
from goufu.catalogue.queries import lists
from goufu.catalogue.tables import CommentFilter, CommentTable
from goufu.core.errors import NotAllowed
from goufu.core.form_pages import form_page, sent, show
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.registry.agents import Agent
from goufu.ui.lists import list_page


@require_safe
@needs(Permission.GIVE_COMMENT)
def comment_list(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The list of comments requested from the agent's body; unanswered ones first."""
    waiting = lists.comments_waiting(agent).count()
    return list_page(
        request,
        CommentTable,
        lists.comments_asked(agent),
        CommentFilter,
        "catalogue/comments.html",
        {"waiting": waiting},
    )


@require_http_methods(["GET", "POST"])
@needs()
def comment(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of a comment, with a form for the person who acts next."""
    found = lists.comment(agent, number)
    form = _form_for(request, agent, found)
    if form is None:
        if request.method == "POST":
            raise NotAllowed("现在没有您要办的", "意见由被征求的单位答复，由编制单位处理")
        return show(request, "catalogue/comment.html", None, {"comment": found})
    return form_page(
        request,
        form,
        lambda: _act(agent, found, form),
        to=lambda _number: _onward(agent, found, form),
        done=_("已记下。"),
        version_now=lambda: lists.comment(agent, number).version,
        template="catalogue/comment.html",
        comment=found,
    )


def _onward(agent: Agent, comment: Comment, form: AnswerForm | SettleForm) -> str:
    """The page after an answer or a decision: the next comment to decide on, at last the edition."""
    if isinstance(form, AnswerForm):
        return reverse("catalogue:comments")
    others = lists.comments_to_settle(agent).filter(edition=comment.edition_id).exclude(pk=comment.pk)
    if following := others.first():
        return reverse("catalogue:comment", args=[following.pk])
    return reverse("catalogue:edition", args=[comment.edition_id])


def _form_for(request: HttpRequest, agent: Agent, comment: Comment) -> AnswerForm | SettleForm | None:
    """The answer form for the body asked, or the settling form for the owner once there is one to decide on; else None."""
    given = sent(request)
    if comment.edition.state != EditionState.CONSULTING:
        return None
    if agent.may_on(Permission.GIVE_COMMENT, comment) and not comment.is_settled:
        return AnswerForm(given, initial={"text": comment.text}, once=once(request), version=comment.version)
    is_open = comment.awaits_decision or comment.is_settled
    if is_open and agent.may_on(Permission.DRAFT_EDITION, comment.edition):
        said = {"is_accepted": comment.is_accepted, "reason": comment.reason}
        return SettleForm(given, initial=said, once=once(request), version=comment.version)
    return None


def _act(agent: Agent, comment: Comment, form: AnswerForm | SettleForm) -> Comment:
    if isinstance(form, AnswerForm):
        return actions.give_comment(
            comment=comment.pk,
            text=form.cleaned_data["text"],
            by=agent,
            day=wall_clock.today(),
            version=form.version,
            once=form.once,
        )
    return actions.settle_comment(
        comment=comment.pk, by=agent, version=form.version, once=form.once, **form.cleaned_data
    )
