"""Applications to take part, in methods that ask for them first: whether there are any, who applied, and who may therefore respond."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from goufu import wall_clock
from goufu.core.errors import Refusal
from goufu.core.rows import numbered
from goufu.procurement.law import method_of
from goufu.procurement.model import Admission, holds
from goufu.procurement.models import (
    ApplicationExamination,
    ApplicationLetter,
    Participation,
    ParticipationState,
    Procurement,
)
from goufu.procurement.past.days import past_of
from goufu.registry.models import Body
from goufu.registry.queries.designations import bodies_taken_over

PANEL = "panel"


def admission_of(procurement: Procurement) -> Admission | None:
    """How suppliers are admitted to this procurement; None where anybody may respond, and where they applied elsewhere."""
    method = method_of(procurement)
    admission = method.admission if method else None
    if admission is None or applied_elsewhere(procurement):
        return None
    plan = {name: getattr(procurement, name, None) for name in admission.when}
    return admission if holds(admission.when, plan) else None


def applied_elsewhere(procurement: Procurement) -> bool:
    """Whether nobody could apply here: of what ran elsewhere, and of what began before one could, without a last moment to apply."""
    has_begun_without = not procurement.is_planned and procurement.applications_until is None
    return past_of(procurement) is not None or has_begun_without


def takes_applications(procurement: Procurement) -> bool:
    """Whether one can still apply; so in any procurement without applications."""
    until = procurement.applications_until
    return admission_of(procurement) is None or (until is not None and until > wall_clock.now())


def is_told(procurement: Procurement) -> bool:
    """Whether the applicants were told who may respond."""
    return ApplicationLetter.objects.filter(participation__procurement=procurement).exists()


def applicants(procurement: Procurement) -> QuerySet[Participation]:
    """Who has applied and not withdrawn, in the order in which they came."""
    rows = procurement.participations.filter(state=ParticipationState.TAKING_PART).order_by("pk")
    return rows.select_related("bidder", "lot").prefetch_related("members__body", "application_examinations")


def have_applied(procurement: Procurement) -> QuerySet[Participation]:
    """The same, with those that were not admitted."""
    counted = Q(state=ParticipationState.TAKING_PART) | Q(application_letter__isnull=False)
    rows = procurement.participations.filter(counted).order_by("pk")
    return rows.select_related("bidder", "lot", "application_letter").prefetch_related(
        "members__body", "application_examinations__member", "application_examinations__person"
    )


def of_procurement(procurement: int, participation: int) -> Participation:
    """The participation of that number in that procurement. Raises NotFound."""
    return numbered(Participation.objects.filter(procurement=procurement), participation)


def found_of(application: Participation) -> ApplicationExamination | None:
    """What was found of the application last."""
    return max(application.application_examinations.all(), key=lambda each: each.pk, default=None)


def letters_of(procurement: Procurement) -> QuerySet[ApplicationLetter]:
    """What each applicant was told."""
    rows = ApplicationLetter.objects.filter(participation__procurement=procurement)
    return rows.select_related("participation__bidder", "participation__lot")


def lines_of(
    procurement: Procurement,
) -> list[tuple[Participation, ApplicationExamination | None, ApplicationLetter | None]]:
    """Each applicant with what was found and what it was told; nobody while one can still apply."""
    if takes_applications(procurement):
        return []
    return [(each, found_of(each), each.answer) for each in have_applied(procurement)]


def bodies_of(applications: Iterable[Participation]) -> list[Body]:
    """The applicants with the members of their consortia."""
    return [
        body for each in applications for body in (each.bidder, *(one.body for one in each.members.all()))
    ]


def is_unadmitted(procurement: Procurement, bidder: Body, lot: int | None = None) -> bool:
    """Whether the procurement admits suppliers first, and hasn't admitted this one, nor one that it has taken over.

    lot: of which; None of any.
    """
    if admission_of(procurement) is None:
        return False
    letters = letters_of(procurement).filter(is_admitted=True)
    if lot is not None:
        letters = letters.filter(participation__lot=lot)
    return not letters.filter(participation__bidder__in=bodies_taken_over(bidder)).exists()


def may_respond(taken: Participation) -> bool:
    """Whether who takes part may respond: anybody, but where suppliers apply first only whoever was told to be admitted."""
    return admission_of(taken.procurement) is None or (taken.answer is not None and taken.answer.is_admitted)


def refuse_unadmitted(procurement: Procurement, bidder: Body, lot: int | None = None) -> None:
    """Raises Refusal for a supplier whose application was not admitted, or who made none."""
    if is_unadmitted(procurement, bidder, lot):
        admission = admission_of(procurement)
        raise Refusal(
            f"{bidder.name}没有通过参与申请的审查，不能提交响应文件",
            "只有申请过、审查通过并收到告知的供应商可以响应；对审查有疑问的，可以向采购人询问、质疑",
            articles=[admission.article] if admission else [],
        )
