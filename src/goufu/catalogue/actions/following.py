"""Changes of editions and comments by the program when a body is merged or split, on the registry's message."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from goufu import wall_clock
from goufu.catalogue.actions.drafting import next_number
from goufu.catalogue.actions.publishing import NOT_RETURNED
from goufu.catalogue.models import Comment, Edition, EditionKind
from goufu.catalogue.models.editions import AT_WORK
from goufu.catalogue.transitions import EDITION
from goufu.core.action import Action, action
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.registry.models import Body


def take_over_editions(*, ended: int, successor: int, since: str) -> None:
    """Gives the successor the ended body's edition in progress and the comments that it has not answered yet.

    The edition is withdrawn instead where the successor has one of that kind in progress, or makes none of that kind.
    Published editions are unchanged.
    """
    with action("catalogue.editions.taken_over", Permission.DRAFT_EDITION, by=System()) as act:
        act.allow_anywhere()
        before, heir = Body.objects.get(pk=ended), Body.objects.get(pk=successor)
        editions = list(editions_at_work(ended).select_for_update().order_by("pk"))
        busy = set(editions_at_work(successor).select_for_update().values_list("kind", flat=True))
        comments = list(unanswered(ended).select_for_update(of=("self",)).order_by("pk"))
        _hand_over(act, editions, heir, busy)
        _ask_instead(act, comments, heir)
        act.only_log(heir)
        act.log(before=str(before), since=since, editions=len(editions), comments=len(comments))


def editions_at_work(owner: int) -> QuerySet[Edition]:
    """The editions of an owner that are not finished."""
    return Edition.objects.filter(state__in=AT_WORK, owner=owner)


def unanswered(body: int) -> QuerySet[Comment]:
    """The comments on unfinished editions that a body was asked for and has not given."""
    return Comment.objects.filter(body=body, answered_on=None, edition__state__in=AT_WORK)


def _hand_over(act: Action, editions: Sequence[Edition], heir: Body, busy: set[str]) -> None:
    for edition in editions:
        if edition.kind in busy or (edition.kind == EditionKind.LEVEL and not heir.is_finance_office):
            act.log_for(edition, "catalogue.edition.withdrawn", title=edition.title, successor=str(heir))
            act.change(
                edition,
                state=EDITION.after("withdraw", edition),
                withdrawn_at=wall_clock.now(),
                withdrawal_reason=f"编制单位已经撤并，由{heir}承接",
                **NOT_RETURNED,
            )
        else:
            act.log_for(edition, "catalogue.edition.taken_over", title=edition.title, successor=str(heir))
            act.change(edition, owner=heir, number=next_number(heir, edition.kind))


def _ask_instead(act: Action, comments: Sequence[Comment], heir: Body) -> None:
    """Moves open requests for comments to the heir, unless it makes the edition or is asked already."""
    asked = set(
        Comment.objects.filter(body=heir, edition__in=[each.edition_id for each in comments]).values_list(
            "edition_id", flat=True
        )
    )
    for comment in comments:
        if comment.edition_id in asked or comment.edition.owner_id == heir.pk:
            act.remove(comment)
        else:
            act.change(comment, body=heir)
