"""The documents of an edition: working papers for its makers and those asked, the publishing document for everybody."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goufu.catalogue.models import Edition, EditionState
from goufu.catalogue.queries.lists import edition as edition_seen
from goufu.core.permissions import Permission
from goufu.documents.subjects import DocumentKind, Subject
from goufu.registry.agents import Agent

CONSULTATION = DocumentKind("consultation", _("征求意见文件"), Permission.DRAFT_EDITION)
REVIEW = DocumentKind("review", _("专家论证意见"), Permission.DRAFT_EDITION)
PUBLICATION = DocumentKind("publication", _("公布文件"), Permission.PUBLISH_EDITION)


def edition(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of an edition. Raises NotFound where the agent may not see it."""
    found = edition_seen(agent, number)
    return Subject(
        thing=found,
        title=str(found),
        url=reverse("catalogue:edition", args=[number]),
        kinds=_kinds(agent, found),
        closed=str(_("这一版已经撤回，不能再上传文件")) if found.state == EditionState.WITHDRAWN else "",
    )


def _kinds(agent: Agent | None, found: Edition) -> tuple[DocumentKind, ...]:
    makes_it = agent is not None and agent.may_on(Permission.SEE_EDITIONS, found)
    is_asked = agent is not None and found.comments.filter(body=agent.body).exists()
    shown = {CONSULTATION: makes_it or is_asked, REVIEW: makes_it, PUBLICATION: found.is_public}
    return tuple(kind for kind, is_shown in shown.items() if is_shown)
