"""What waits for the makers of a catalogue on their home page."""

from __future__ import annotations

from goufu.catalogue.actions import draft_edition, give_comment, request_comments, settle_comment
from goufu.catalogue.models import Edition, EditionKind
from goufu.catalogue.work import waiting
from goufu.registry.agents import Agent
from goufu.registry.tests.county import TODAY, County


def titles(agent: Agent) -> list[str]:
    return [item.what for group in waiting(agent) for item in group.items]


def test_a_comment_waits_for_its_body_and_then_for_the_maker_of_the_edition(
    county: County, central: Edition
) -> None:
    edition = draft_edition(
        owner=county.finance, kind=EditionKind.LEVEL, start="base", by=county.treasurer, day=TODAY
    )
    [comment] = request_comments(
        edition=edition.pk, bodies=[county.education], due_on=TODAY, by=county.treasurer, day=TODAY
    )
    assert titles(county.treasurer) == []
    assert titles(county.teacher) == [f"答复征求意见：{edition.title}"]
    give_comment(comment=comment.pk, text="请加上托育", by=county.teacher, day=TODAY)
    assert titles(county.teacher) == []
    assert titles(county.treasurer) == [f"写明是否采纳：云岭县教育体育局对“{edition.title}”的意见"]
    settle_comment(comment=comment.pk, is_accepted=True, reason="", by=county.treasurer)
    assert titles(county.treasurer) == []
