"""Consultation on an edition (article 13): comments are requested, given and settled, and expert reviews recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from goufu import wall_clock
from goufu.catalogue.actions.publishing import NOT_RETURNED
from goufu.catalogue.missing import missing_for_consultation, missing_for_review, refuse
from goufu.catalogue.models import Comment, Edition, ExpertReview
from goufu.catalogue.transitions import EDITION
from goufu.core.action import action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.registry.agents import Agent
from goufu.registry.models import Body


def request_comments(
    *,
    edition: int,
    bodies: Sequence[Body],
    due_on: date,
    by: Agent,
    day: date,
    version: int | None = None,
    once: UUID | None = None,
) -> list[Comment]:
    """Requests comments from these bodies until a day, and marks the present entries as consulted. Raises Refusal."""
    with action("catalogue.comments.asked", Permission.DRAFT_EDITION, by=by, once=once) as act:
        locked, state = EDITION.lock(act, Edition.objects, edition, "ask", version=version)
        refuse(missing_for_consultation(locked))
        if not bodies:
            raise Refusal("没有选征求意见的单位", "请至少选一个相关部门", field="bodies")
        if any(body.pk == locked.owner_id for body in bodies):
            raise Refusal("不能向编制单位自己征求意见", "请选其他相关部门", field="bodies")
        if due_on < day:
            raise Refusal("答复期限已经过去", "请定在今天或者以后", field="due_on")
        act.change(locked, state=state)
        asked = [Comment(edition=locked, body=body, asked_on=day, due_on=due_on) for body in bodies]
        act.create_all(asked)
        act.update_all(locked.entries.exclude(is_consulted=True), is_consulted=True)
        act.log(asked=[body.name for body in bodies], due_on=due_on)
    return asked


def give_comment(
    *, comment: int, text: str, by: Agent, day: date, version: int | None = None, once: UUID | None = None
) -> Comment:
    """Stores the answer of the body that was asked; it may be changed until it is settled. Raises Refusal."""
    with action("catalogue.comment.given", Permission.GIVE_COMMENT, by=by, once=once) as act:
        asked = _comment(comment)
        act.allow(asked)
        EDITION.lock(act, Edition.objects, asked.edition_id, "answer")
        locked = act.lock(Comment.objects, comment, version=version)
        act.set_subject(locked)
        if locked.is_settled:
            raise Refusal("这条意见已经处理，不能再改", "有新的意见，请联系编制单位")
        if not text.strip():
            raise Refusal("没有写意见", "没有意见也请写“无意见”", field="text")
        return act.change(locked, text=text.strip(), answered_on=day)


def settle_comment(
    *,
    comment: int,
    is_accepted: bool,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Comment:
    """Stores the owner's decision on a comment; refusing it requires a reason. Raises Refusal."""
    with action("catalogue.comment.settled", Permission.DRAFT_EDITION, by=by, once=once) as act:
        EDITION.lock(act, Edition.objects, _comment(comment).edition_id, "settle")
        locked = act.lock(Comment.objects, comment, version=version)
        if not locked.answered_on:
            raise Refusal("还没有答复，没有意见可以处理", "请等答复或者期限届满")
        said = reason.strip() if is_accepted else required_reason(reason, "不采纳")
        return act.change(locked, is_accepted=is_accepted, reason=said)


def finish_consultation(
    *, edition: int, by: Agent, day: date, version: int | None = None, once: UUID | None = None
) -> Edition:
    """Closes the consultation and hands the edition in to the finance office.

    Raises Refusal with everything missing: open answers, comments not settled, entries outside the base.
    """
    with action("catalogue.edition.handed_in", Permission.DRAFT_EDITION, by=by, once=once) as act:
        locked, state = EDITION.lock(act, Edition.objects, edition, "hand-in", version=version)
        act.ask(lambda: refuse(missing_for_review(locked, day)))
        return act.change(
            locked, state=state, handed_in_by=by.person, handed_in_at=wall_clock.now(), **NOT_RETURNED
        )


def record_expert_review(
    *,
    edition: int,
    held_on: date,
    experts: str,
    is_passed: bool,
    text: str,
    by: Agent,
    day: date,
    version: int | None = None,
    once: UUID | None = None,
) -> ExpertReview:
    """Records an expert review; when it is passed, all entries that need one are marked as reviewed. Raises Refusal."""
    with action("catalogue.review.recorded", Permission.DRAFT_EDITION, by=by, once=once) as act:
        locked, _state = EDITION.lock(act, Edition.objects, edition, "review", version=version)
        if held_on > day:
            raise Refusal("论证日期还没有到", "请在论证以后记录", field="held_on")
        review = ExpertReview(
            edition=locked,
            held_on=held_on,
            experts=experts.strip(),
            is_passed=is_passed,
            text=text.strip(),
        )
        act.change(locked)
        act.create(review)
        if is_passed:
            waiting = locked.entries.filter(needs_expert_review=True).exclude(is_expert_reviewed=True)
            act.update_all(waiting, is_expert_reviewed=True)
        act.log(held_on=held_on, experts=review.experts, is_passed=is_passed)
    return review


def _comment(number: int) -> Comment:
    """The comment, not locked: its edition is locked first. Raises NotFound."""
    found = Comment.objects.select_related("body__place").filter(pk=number).first()
    if found is None:
        raise NotFound
    return found
