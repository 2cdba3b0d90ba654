"""Requirements not yet met before an edition's next step: pages show them, actions refuse by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from goufu.catalogue.content import MOST_NAMED, outside, some
from goufu.catalogue.models import Edition, EditionKind, EditionState
from goufu.catalogue.queries.applied import base_for
from goufu.core.errors import Refusal
from goufu.core.opinion import Opinion
from goufu.law.model import Value

SET_BY_THE_STATE = ("central", "province")  # only these two levels make a catalogue of their own
MADE_BY_FINANCE = "catalogue.made-by-finance"
BASE_IN_FORCE, WITHIN_BASE = INSIDE = ("catalogue.base-in-force", "catalogue.within-base")
CONSULTED = "catalogue.consulted"
COMMENTS_IN = "catalogue.comments-in"
COMMENTS_SETTLED = "catalogue.comments-settled"
EXPERT_REVIEWED = "catalogue.expert-reviewed"


@dataclass(frozen=True, slots=True)
class Missing:
    """A requirement not met, what to do, and the articles (order-102:13)."""

    what: str
    remedy: str
    articles: tuple[str, ...] = ()


def stays_inside(edition: Edition) -> bool:
    """Whether the edition must lie within its base: a department's, and one of a level below the province."""
    return edition.kind == EditionKind.DEPARTMENT or edition.owner.place.level not in SET_BY_THE_STATE


def missing_for_consultation(edition: Edition) -> list[Missing]:
    """The requirements not met before comments can be requested."""
    if edition.entries.exists():
        return []
    return [Missing("目录里还没有条目", "请添加条目，或者从 Excel 导入")]


def missing_for_review(edition: Edition, day: date) -> list[Missing]:
    """The requirements not met before the consultation can be closed and the edition handed in."""
    comments = list(edition.comments.select_related("body"))
    waiting = [each for each in comments if not each.answered_on and day <= each.due_on]
    unsettled = [each for each in comments if each.awaits_decision]
    facts: dict[str, Value] = {
        "asked_count": len(comments),
        "waiting_text": _named([each.body.name for each in waiting]),
        "waiting_until": max((each.due_on for each in waiting), default=None),
        "unsettled_text": _named([each.body.name for each in unsettled]),
    }
    rules = (*INSIDE, CONSULTED, COMMENTS_IN, COMMENTS_SETTLED)
    return missing_for_consultation(edition) + unmet(facts | _scope(edition, day), day, rules)


def missing_for_publication(edition: Edition, day: date) -> list[Missing]:
    """The requirements not met before the edition can be published to apply from that day."""
    waiting = edition.entries.filter(needs_expert_review=True).exclude(is_expert_reviewed=True)
    facts: dict[str, Value] = {"unreviewed_text": some([str(entry) for entry in waiting])}
    return unmet(facts | _scope(edition, day), day, (*INSIDE, EXPERT_REVIEWED))


def missing_in_scope(edition: Edition, day: date) -> list[Missing]:
    """What is outside the base in force on that day, or that there is none."""
    return unmet(_scope(edition, day), day, INSIDE)


def unmet(facts: Mapping[str, Value], day: date, rules: Sequence[str]) -> list[Missing]:
    """The rules for catalogues that are not met, in the order given."""
    opinion = Opinion.of_facts("catalogue", {**facts, "on_date": day}, rules=tuple(sorted(rules)))
    failed = {each.rule.id: each for each in opinion.failed}
    return [
        Missing(each.message.rstrip("。"), each.rule.remedy.rstrip("。"), each.rule.articles)
        for each in map(failed.get, rules)
        if each
    ]


def _scope(edition: Edition, day: date) -> dict[str, Value]:
    """The facts of the edition beside its base."""
    base = base_for(edition.owner, edition.kind, day) if stays_inside(edition) else None
    sentences = outside(edition.names, base.names) if base else {}
    return {
        "stays_inside": stays_inside(edition),
        "has_base": base is not None,
        "outside_text": some([*sentences.values()]),
    }


def refuse(missing: Sequence[Missing], *, field: str = "") -> None:
    """Raises Refusal with all requirements not met, if any."""
    if missing:
        raise Refusal(
            "；".join(each.what for each in missing),
            "；".join(dict.fromkeys(each.remedy for each in missing)),
            field=field,
            articles=tuple(dict.fromkeys(ref for each in missing for ref in each.articles)),
        )


def next_step(edition: Edition, day: date) -> list[Missing]:
    """The requirements not met before the edition's next step."""
    if edition.state == EditionState.DRAFT:
        return missing_for_consultation(edition) + missing_in_scope(edition, day)
    if edition.state == EditionState.CONSULTING:
        return missing_for_review(edition, day)
    return missing_for_publication(edition, day) if edition.state == EditionState.REVIEWING else []


def _named(bodies: list[str]) -> str:
    """The first few bodies, with how many they are when there are more."""
    if len(bodies) <= MOST_NAMED:
        return "、".join(bodies)
    return f"{'、'.join(bodies[:MOST_NAMED])}等{len(bodies)}个单位"
