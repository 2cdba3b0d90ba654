"""The parts of a project: the budget lines that pay for it, and its performance targets; stored as people list them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from goufu.core.action import Action
from goufu.core.errors import Refusal
from goufu.core.model_fields import all_as_stored
from goufu.funds.models import BudgetLine
from goufu.planning.models import MOST_TARGETS, Funding, Project, Target

_TARGET = ["position", *(field.name for field in Target.said_fields())]


def store_funding(act: Action, project: Project, funding: Mapping[int, Decimal]) -> bool:
    """Stores which lines pay how much, and returns whether that changed; money is reserved only on submission.

    Raises Refusal for other bodies' lines.
    """
    lines = {
        line.pk: line
        for line in BudgetLine.objects.filter(pk__in=funding, body=project.purchaser, year=project.year)
    }
    if missing := [number for number in funding if number not in lines]:
        raise Refusal(
            f"{project.purchaser.name}{project.year}年没有编号为{missing[0]}的预算指标",
            "请从列出的预算指标里选",
            field="funding",
        )
    had = list(project.funding.all())
    if {each.line_id: each.amount for each in had} == dict(funding):
        return False
    for each in had:
        act.remove(each)
    for number, amount in sorted(funding.items()):
        act.create(Funding(project=project, line=lines[number], amount=amount))
    act.log(funding={lines[number].code: f"{amount:.2f}" for number, amount in funding.items()})
    return True


def store_targets(act: Action, project: Project, targets: Sequence[Mapping[str, Any]]) -> bool:
    """Stores the targets as listed, and returns whether they changed.

    A target that keeps its name keeps its row, since other rows refer to it.

    Raises Refusal for too many, and for what a target may not say.
    """
    if len(targets) > MOST_TARGETS:
        raise Refusal(
            f"绩效目标最多{MOST_TARGETS}个，这里有{len(targets)}个", "请只留最能说明效果的", field="targets"
        )
    had = {each.name: each for each in project.targets.all()}
    listed = [
        Target(project=project, position=number, **all_as_stored(Target, said))
        for number, said in enumerate(targets, start=1)
    ]
    for target in listed:
        check_target(target)
    if [target_said(each) for each in had.values()] == [target_said(each) for each in listed]:
        return False
    before = {name: each.in_words() for name, each in had.items()}
    for target in listed:
        stored = had.pop(target.name, None)
        if stored is None:
            act.create(target)
        else:
            act.update(stored, **target_said(target))
    for each in had.values():
        act.remove(each)
    if changed := [words for each in listed if before.get(each.name) != (words := each.in_words())]:
        act.log(targets=changed)
    if had:
        act.log(removed_targets=[*had])
    return True


def target_said(target: Target) -> dict[str, Any]:
    """The fields of a target that people write, with its position."""
    return {name: getattr(target, name) for name in _TARGET}


def check_target(target: Target) -> None:
    """Checks a target. Raises Refusal, which names its line and the field."""
    try:
        target.validate()
    except ValidationError as error:
        name, [sentence, *_more] = next(iter(error.message_dict.items()))
        field = "" if name == NON_FIELD_ERRORS else f"，{Target._meta.get_field(name).verbose_name}"  # type: ignore[union-attr]
        where = f"绩效目标第{target.position}行{f'（{target.name}）' if target.name else ''}{field}"
        raise Refusal(f"{where}：{sentence}", "请改正后再保存", field="targets") from error
