"""Which kinds of notices can be drafted now, and whose decision their publication is."""

from __future__ import annotations

from collections.abc import Collection

from goufu.core.permissions import Permission
from goufu.procurement.cases.decided import is_end_untold
from goufu.procurement.corrections import CORRECTION, TERMINATION, correctable, notice_about
from goufu.procurement.filling import CONTRACT, RESULT
from goufu.procurement.frameworks.notices import OF_FRAMEWORKS, kinds_of_framework
from goufu.procurement.frameworks.standing import is_framework
from goufu.procurement.law import begins, days_of, kinds_of, method_of
from goufu.procurement.model import Method
from goufu.procurement.models import FrameworkState, Notice, NoticeState, Procurement, ProcurementState
from goufu.procurement.notices import NoticeKind, load_notices
from goufu.procurement.past.days import past_of
from goufu.procurement.review.events import AWARDED, CONTRACT_PUBLISHED, SIGNED
from goufu.procurement.review.rounds import awards_of, round_of
from goufu.registry.agents import Agent


def kinds_now(procurement: Procurement) -> list[NoticeKind]:
    """The kinds of notices that can be drafted now: before the activity begins, while it runs, or once it has ended."""
    method = method_of(procurement)
    if method is None:
        return []
    going = [each for each in procurement.notices.all() if each.state != NoticeState.DISCARDED]
    waiting = {each.kind for each in going if each.state == NoticeState.DRAFT}
    if procurement.is_planned:
        once = {each.kind for each in going}
        fresh = [each for each in kinds_of(method) if not each.is_about_another and each.kind not in once]
        may_correct = CORRECTION not in waiting and correctable(procurement)
        return [*fresh, load_notices()[CORRECTION]] if may_correct else fresh
    if is_end_untold(procurement) and TERMINATION not in waiting and notice_about(procurement, TERMINATION):
        return [load_notices()[TERMINATION]]
    if procurement.state == ProcurementState.TERMINATED and CORRECTION not in waiting:
        return [load_notices()[CORRECTION]] if correctable(procurement) else []
    if procurement.state != ProcurementState.RUNNING:
        return []
    found = [
        each
        for each in load_notices().kinds.values()
        if each.is_about_another and each.kind not in waiting and notice_about(procurement, each.kind)
    ]
    if is_framework(method):
        is_active = procurement.frameworks.filter(state=FrameworkState.ACTIVE).exists()
        about = [each for each in found if each.kind != TERMINATION or not is_active]
        return [*kinds_of_framework(procurement, going), *about]
    told = sum(each.kind == RESULT for each in going)
    if (
        told < round_of(procurement, AWARDED)
        and awards_of(procurement).exists()
        and any(RESULT in each.notices for each in method.stages)
    ):
        found.insert(0, load_notices()[RESULT])
    if _awaits_contract_notice(procurement, method, going):
        found.insert(0, load_notices()[CONTRACT])
    return found


def _awaits_contract_notice(procurement: Procurement, method: Method, going: Collection[Notice]) -> bool:
    """Whether the contract is signed and no notice tells it yet."""
    if past_of(procurement) or not any(CONTRACT in each.notices for each in method.stages):
        return False
    happened = days_of(procurement.occurrences.all())
    if SIGNED not in happened or CONTRACT_PUBLISHED in happened or not awards_of(procurement).exists():
        return False
    return sum(each.kind == CONTRACT for each in going) < round_of(procurement, SIGNED)


def is_decision(kind: str) -> bool:
    """Whether a notice of the kind begins or ends the activity: the purchaser's head decides that, whoever drafts it."""
    return verb_of(load_notices()[kind]) in ("announce", "terminate")


def may_publish(notice: Notice, by: Agent) -> bool:
    """Whether the agent may publish it, but for who drafted it."""
    wanted = Permission.LEAD_PROCUREMENT if is_decision(notice.kind) else Permission.PUBLISH_NOTICE
    return by.may_on(wanted, notice.procurement)


def verb_of(kind: NoticeKind) -> str:
    """What the publication of a notice of the kind does to its procurement, as transitions.py calls it."""
    if begins(kind):
        return "announce"
    if kind.kind in (RESULT, *OF_FRAMEWORKS):
        return "award"
    if kind.kind == CONTRACT:
        return "record"
    if not kind.is_about_another:
        return "write"
    return "terminate" if kind.kind == TERMINATION else "correct"
