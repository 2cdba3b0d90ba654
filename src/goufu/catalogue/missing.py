"""Requirements not yet met before an edition's next step: pages show them, actions refuse by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from goufu.catalogue.content import MOST_NAMED, STAY_INSIDE, outside, some
from goufu.catalogue.models import Edition, EditionKind, EditionState
from goufu.catalogue.queries.applied import base_for
from goufu.core.errors import Refusal

SET_BY_THE_STATE = ("central", "province")  # article 12: only these two levels make a catalogue of their own


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
    """The requirements not met before the consultation can be closed and the edition handed in (article 13)."""
    missing = missing_for_consultation(edition) + missing_in_scope(edition, day)
    comments = list(edition.comments.select_related("body"))
    if not comments:
        missing.append(Missing("还没有征求过意见", "请先征求相关部门的意见", ("order-102:13",)))
    open_ones = [each for each in comments if not each.answered_on and day <= each.due_on]
    if open_ones:
        last = max(each.due_on for each in open_ones)
        missing.append(
            Missing(
                f"还在等{_named([each.body.name for each in open_ones])}的意见",
                f"请等到答复，或者等到期限（{last:%Y-%m-%d}）以后",
                ("order-102:13",),
            )
        )
    unsettled = [each.body.name for each in comments if each.answered_on and not each.is_settled]
    if unsettled:
        missing.append(
            Missing(
                f"{_named(unsettled)}的意见还没有写明是否采纳", "请逐条写明是否采纳和理由", ("order-102:13",)
            )
        )
    return missing


def missing_for_publication(edition: Edition, day: date) -> list[Missing]:
    """The requirements not met before the edition can be published to apply from that day."""
    missing = missing_in_scope(edition, day)
    waiting = edition.entries.filter(needs_expert_review=True).exclude(is_expert_reviewed=True)
    if named := [str(entry) for entry in waiting]:
        missing.append(
            Missing(
                f"标明需要专家论证、还没有通过论证：{some(named)}",
                "请组织专家论证并记录结果；不需要论证的，退回后去掉标记",
                ("order-102:13",),
            )
        )
    return missing


def missing_in_scope(edition: Edition, day: date) -> list[Missing]:
    """The entries outside the base in force on that day, as at most one requirement (article 12)."""
    if not stays_inside(edition):
        return []
    base = base_for(edition.owner, edition.kind, day)
    if base is None:
        return [Missing(f"{day:%Y-%m-%d}没有有效的上级目录", "请等上级目录公布以后再办", ("order-102:12",))]
    sentences = outside(edition.names, base.names)
    if not sentences:
        return []
    return [
        Missing(
            f"超出《{base}》：{some([*sentences.values()])}",
            STAY_INSIDE,
            ("order-102:12",),
        )
    ]


def refuse(missing: Sequence[Missing]) -> None:
    """Raises Refusal with all requirements not met, if any."""
    if missing:
        raise Refusal(
            "；".join(each.what for each in missing),
            "；".join(dict.fromkeys(each.remedy for each in missing)),
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
