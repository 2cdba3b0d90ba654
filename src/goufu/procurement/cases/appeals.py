"""How a decision on a complaint can be gone against: what is proposed to who decides, and the sentence that papers say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django.utils.translation import gettext as _

from goufu.core.errors import Refusal
from goufu.law.load import load_rulebook
from goufu.procurement.cases.data import load_cases
from goufu.procurement.models import Complaint, ComplaintDecision
from goufu.registry.models import Body
from goufu.registry.models.places import CENTRE

RECONSIDER, LAWSUIT = "reconsideration_days", "lawsuit_months"  # terms of cases.toml
ASKED = ("reconsider_at", "reconsider_days", "court", "lawsuit_months")
# Ten years: more is a slip, and further than the calendar counts.
MOST = {"reconsider_days": 3_650, "lawsuit_months": 120}
GOVERNMENT = "人民政府"
COURT = "人民法院"
ARTICLE = "procurement-law:58"


def proposed(complaint: Complaint, day: date) -> dict[str, Any]:
    """What the program knows of it: the people's government of the office's place, and the periods of the law.

    Which court has jurisdiction it knows of a county's office only; of an office of the centre it knows neither.
    """
    place, terms = complaint.office.place, load_cases().terms
    return {
        "reconsider_at": _government(complaint.office),
        "reconsider_days": terms[RECONSIDER].at(day),
        "court": f"{place.name}{COURT}" if place.level == "county" else "",
        "lawsuit_months": terms[LAWSUIT].at(day),
    }


def _government(office: Body) -> str:
    """The people's government of the office's place, as it is registered, else as the place is called; none of the centre."""
    if office.place.code == CENTRE:
        return ""
    name = f"{office.place.name}{GOVERNMENT}"
    registered = Body.objects.filter(place=office.place, is_active=True, name__endswith=name).first()
    return registered.name if registered else name


def unverified() -> str:
    """The titles of the periods that a decision tells and nobody has checked against the text of the law; empty where all are."""
    return _("、").join(
        _(each.title) for each in load_cases().terms.values() if each.is_told and not each.is_verified
    )


def sentence(said: Mapping[str, Any]) -> str:
    """How the decision can be gone against, as papers and notices say it; … stands for what isn't known yet."""
    told = {name: said.get(name) or "……" for name in ASKED}
    return (
        f"对本决定不服的，可以自收到决定书之日起{told['reconsider_days']}日内向{told['reconsider_at']}申请行政复议，"
        f"或者自收到决定书之日起{told['lawsuit_months']}个月内向{told['court']}提起行政诉讼"
        f"（{load_rulebook().cite(ARTICLE)}）。"
    )


def told_by(decision: ComplaintDecision) -> str:
    """The sentence of the decision; empty for one of before it was kept."""
    said = {name: getattr(decision, name) for name in ASKED}
    return sentence(said) if all(said.values()) else ""


def refuse_untold(said: Mapping[str, Any]) -> None:
    """Raises Refusal where something is missing of how the decision can be gone against, and for a period that is a slip."""
    for name in ASKED:
        title = cast(Any, ComplaintDecision._meta.get_field(name)).verbose_name
        if name in MOST and (said.get(name) or 0) > MOST[name]:
            raise Refusal(
                f"“{title}”写的是 {said[name]}，超过十年", "请照法律核对", field=name, articles=[ARTICLE]
            )
        if not _is_told(said.get(name)):
            raise Refusal(
                f"没有写明“{title}”", "决定书要告知怎样不服；请填写、核对", field=name, articles=[ARTICLE]
            )


def _is_told(value: object) -> bool:
    """Whether it is a name, or a number of at least one."""
    return bool(value.strip()) if isinstance(value, str) else isinstance(value, int) and value >= 1
