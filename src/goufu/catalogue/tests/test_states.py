"""From draft to published: what each step demands, and under which article."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from goufu.catalogue.actions import (
    DraftStart,
    add_entry,
    change_entry,
    draft_edition,
    finish_consultation,
    give_comment,
    import_entries,
    publish_edition,
    record_expert_review,
    remove_entry,
    request_comments,
    return_edition,
    settle_comment,
    withdraw_edition,
)
from goufu.catalogue.lines import EntryLine, line_of
from goufu.catalogue.models import Edition, EditionKind, EditionState
from goufu.catalogue.queries.lists import comments_to_settle
from goufu.catalogue.tests.conftest import Publish, hand_in
from goufu.core.action import history
from goufu.core.errors import NotAllowed, NotFound, Refusal, Stale
from goufu.core.sheets import ReadSheet
from goufu.journal.models import Entry
from goufu.registry.tests.county import TODAY, County

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def draft(central: Edition, county: County) -> Edition:
    return draft_edition(
        owner=county.civil, kind=EditionKind.DEPARTMENT, start=DraftStart.BASE, by=county.lead, day=TODAY
    )


def test_one_edition_at_a_time_is_at_work(draft: Edition, county: County) -> None:
    with pytest.raises(Refusal, match="已经有一版正在编制"):
        draft_edition(
            owner=county.civil, kind=EditionKind.DEPARTMENT, start=DraftStart.BASE, by=county.lead, day=TODAY
        )


def test_a_withdrawn_one_makes_room(draft: Edition, county: County) -> None:
    withdraw_edition(edition=draft.pk, reason="改由上级编制", by=county.lead)
    again = draft_edition(
        owner=county.civil, kind=EditionKind.DEPARTMENT, start=DraftStart.EMPTY, by=county.lead, day=TODAY
    )
    assert again.number == 2


def test_nobody_is_asked_about_nothing(central: Edition, county: County) -> None:
    edition = draft_edition(
        owner=county.civil, kind=EditionKind.DEPARTMENT, start=DraftStart.EMPTY, by=county.lead, day=TODAY
    )
    with pytest.raises(Refusal, match="还没有条目"):
        request_comments(
            edition=edition.pk, bodies=[county.education], due_on=TODAY, by=county.lead, day=TODAY
        )


def test_an_edition_nobody_was_asked_about_is_not_handed_in(draft: Edition, county: County) -> None:
    with pytest.raises(Refusal, match=r"编写中.*不能报送") as refused:
        finish_consultation(edition=draft.pk, by=county.lead, day=TODAY)
    assert not refused.value.articles  # the order of the steps is the program's
    assert "征求有关部门的意见" in refused.value.remedy
    Edition.objects.filter(pk=draft.pk).update(state=EditionState.CONSULTING)
    with pytest.raises(Refusal, match="还没有征求过意见") as refused:
        finish_consultation(edition=draft.pk, by=county.lead, day=TODAY)
    assert refused.value.articles == ("order-102:13",)


def test_an_answer_may_come_until_the_last_day(draft: Edition, county: County) -> None:
    request_comments(edition=draft.pk, bodies=[county.education], due_on=TODAY, by=county.lead, day=TODAY)
    with pytest.raises(Refusal, match="还在等云岭县教育体育局的意见"):
        finish_consultation(edition=draft.pk, by=county.lead, day=TODAY)
    handed_in = finish_consultation(edition=draft.pk, by=county.lead, day=TOMORROW)
    assert handed_in.state == EditionState.REVIEWING


def test_who_is_waited_for_is_named_in_one_row(draft: Edition, county: County) -> None:
    asked = [county.education, county.finance]
    request_comments(edition=draft.pk, bodies=asked, due_on=TODAY, by=county.lead, day=TODAY)
    with pytest.raises(Refusal, match=r"还在等云岭县[^；]+、云岭县[^；]+的意见"):
        finish_consultation(edition=draft.pk, by=county.lead, day=TODAY)


@pytest.mark.parametrize("text", ["无意见", "没有意见。"])
def test_an_answer_without_comments_leaves_nothing_to_take_up(
    draft: Edition, county: County, text: str
) -> None:
    [comment] = request_comments(
        edition=draft.pk, bodies=[county.education], due_on=TODAY, by=county.lead, day=TODAY
    )
    give_comment(comment=comment.pk, text=text, by=county.teacher, day=TODAY)
    assert not comments_to_settle(county.lead).exists()
    handed_in = finish_consultation(edition=draft.pk, by=county.lead, day=TODAY)
    assert handed_in.state == EditionState.REVIEWING


def test_every_answer_is_settled_and_a_refused_one_with_its_reason(draft: Edition, county: County) -> None:
    [comment] = request_comments(
        edition=draft.pk, bodies=[county.education], due_on=TODAY, by=county.lead, day=TODAY
    )
    with pytest.raises(Refusal, match="还没有答复"):
        settle_comment(comment=comment.pk, is_accepted=True, reason="", by=county.lead)
    give_comment(comment=comment.pk, text="建议删去A0402", by=county.teacher, day=TODAY)
    with pytest.raises(Refusal, match="没有写明是否采纳"):
        finish_consultation(edition=draft.pk, by=county.lead, day=TODAY)
    with pytest.raises(Refusal, match="理由"):
        settle_comment(comment=comment.pk, is_accepted=False, reason=" ", by=county.lead)
    settle_comment(comment=comment.pk, is_accepted=False, reason="属本单位职责", by=county.lead)
    with pytest.raises(Refusal, match="已经处理"):
        give_comment(comment=comment.pk, text="再说", by=county.teacher, day=TODAY)
    finish_consultation(edition=draft.pk, by=county.lead, day=TODAY)


def test_only_the_asked_body_answers(draft: Edition, county: County) -> None:
    [comment] = request_comments(
        edition=draft.pk, bodies=[county.education], due_on=TODAY, by=county.lead, day=TODAY
    )
    with pytest.raises(NotFound):
        give_comment(comment=comment.pk, text="x", by=county.officer, day=TODAY)
    with pytest.raises(NotAllowed):
        give_comment(comment=comment.pk, text="x", by=county.treasurer, day=TODAY)


def test_what_is_added_after_asking_was_not_consulted(draft: Edition, county: County) -> None:
    request_comments(edition=draft.pk, bodies=[county.education], due_on=TODAY, by=county.lead, day=TODAY)
    [asked_about] = Entry.objects.get(action="catalogue.comments.asked").facts["editionentry.changed"]
    assert asked_about == {"rows": draft.entries.count(), "is_consulted": "True"}
    late = add_entry(edition=draft.pk, line=EntryLine("A040201", "老年人助餐服务"), by=county.lead)
    assert late.is_consulted is False
    assert draft.entries.get(code="A0402").is_consulted is True


def test_entries_marked_for_experts_wait_for_them(draft: Edition, county: County) -> None:
    entry = draft.entries.get(code="A0402")
    change_entry(
        entry=entry.pk, line=EntryLine("A0402", entry.name, needs_expert_review=True), by=county.lead
    )
    hand_in(draft, county.lead, county)
    with pytest.raises(Refusal, match="还没有通过论证：A0402") as refused:
        publish_edition(edition=draft.pk, valid_from=TODAY, by=county.treasurer, day=TODAY)
    assert refused.value.articles == ("order-102:13",)
    review: dict[str, Any] = {
        "edition": draft.pk,
        "experts": "张教授、李研究员",
        "text": "同意",
        "by": county.lead,
        "day": TODAY,
    }
    with pytest.raises(Refusal, match="还没有到"):
        record_expert_review(held_on=TOMORROW, is_passed=True, **review)
    record_expert_review(held_on=TODAY, is_passed=False, **review)
    with pytest.raises(Refusal, match="还没有通过论证"):
        publish_edition(edition=draft.pk, valid_from=TODAY, by=county.treasurer, day=TODAY)
    record_expert_review(held_on=TODAY, is_passed=True, **review)
    publish_edition(edition=draft.pk, valid_from=TODAY, by=county.treasurer, day=TODAY)
    assert draft.entries.get(code="A0402").is_expert_reviewed is True


def test_the_finance_office_publishes_and_the_owner_does_not(draft: Edition, county: County) -> None:
    hand_in(draft, county.lead, county)
    with pytest.raises(NotAllowed):
        publish_edition(edition=draft.pk, valid_from=TODAY, by=county.lead, day=TODAY)
    published = publish_edition(edition=draft.pk, valid_from=TODAY, by=county.treasurer, day=TODAY)
    assert (published.state, published.published_on) == (EditionState.PUBLISHED, TODAY)
    assert {entry.action for entry in history(draft)} >= {
        "catalogue.edition.drafted",
        "catalogue.edition.handed_in",
        "catalogue.edition.published",
    }


def test_it_applies_from_the_day_of_publication_at_the_earliest(draft: Edition, county: County) -> None:
    hand_in(draft, county.lead, county)
    with pytest.raises(Refusal, match="已经过去") as refused:
        publish_edition(edition=draft.pk, valid_from=date(2026, 1, 1), by=county.treasurer, day=TODAY)
    assert refused.value.field == "valid_from"


def test_what_was_handed_in_is_changed_only_after_it_came_back(draft: Edition, county: County) -> None:
    hand_in(draft, county.lead, county)
    line = EntryLine("A040201", "老年人助餐服务")
    with pytest.raises(Refusal, match="不能修改条目"):
        add_entry(edition=draft.pk, line=line, by=county.lead)
    return_edition(edition=draft.pk, reason="请补充助餐", by=county.treasurer)
    add_entry(edition=draft.pk, line=line, by=county.lead)
    finish_consultation(edition=draft.pk, by=county.lead, day=TODAY)


def test_a_page_opened_before_a_change_publishes_nothing(draft: Edition, county: County) -> None:
    hand_in(draft, county.lead, county)
    with pytest.raises(Stale):
        publish_edition(edition=draft.pk, valid_from=TODAY, by=county.treasurer, day=TODAY, version=1)


def test_a_page_opened_before_an_entry_came_in_hands_in_nothing(draft: Edition, county: County) -> None:
    request_comments(edition=draft.pk, bodies=[county.education], due_on=TODAY, by=county.lead, day=TODAY)
    seen = Edition.objects.get(pk=draft.pk).version
    add_entry(edition=draft.pk, line=EntryLine("A040201", "老年人助餐服务"), by=county.lead)
    with pytest.raises(Stale):
        finish_consultation(edition=draft.pk, by=county.lead, day=TOMORROW, version=seen)


def test_no_action_changes_what_is_published(publish: Publish, county: County) -> None:
    edition = publish(county.civil, county.lead)
    entry = edition.entries.get(code="A0402")
    line = line_of(entry)
    comment = edition.comments.get()
    attempts: list[Callable[[], object]] = [
        lambda: add_entry(edition=edition.pk, line=EntryLine("A040201", "助餐"), by=county.lead),
        lambda: change_entry(entry=entry.pk, line=line, by=county.lead),
        lambda: remove_entry(entry=entry.pk, by=county.lead),
        lambda: import_entries(edition=edition.pk, sheet=ReadSheet("", {}, {}, {}), by=county.lead),
        lambda: request_comments(
            edition=edition.pk, bodies=[county.nursing], due_on=TODAY, by=county.lead, day=TODAY
        ),
        lambda: give_comment(comment=comment.pk, text="x", by=county.teacher, day=TODAY),
        lambda: settle_comment(comment=comment.pk, is_accepted=True, reason="", by=county.lead),
        lambda: record_expert_review(
            edition=edition.pk,
            held_on=TODAY,
            experts="x",
            is_passed=True,
            text="x",
            by=county.lead,
            day=TODAY,
        ),
        lambda: finish_consultation(edition=edition.pk, by=county.lead, day=TODAY),
        lambda: return_edition(edition=edition.pk, reason="x", by=county.treasurer),
        lambda: publish_edition(edition=edition.pk, valid_from=TOMORROW, by=county.treasurer, day=TODAY),
        lambda: withdraw_edition(edition=edition.pk, reason="x", by=county.lead),
    ]
    before = history(edition).count()
    for attempt in attempts:
        with pytest.raises(Refusal, match="不能"):
            attempt()
    assert history(edition).count() == before


def test_strangers_do_not_learn_of_a_draft(draft: Edition, county: County) -> None:
    with pytest.raises(NotFound):
        withdraw_edition(edition=draft.pk, reason="x", by=county.teacher)
