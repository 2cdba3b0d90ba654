"""Every verb from every state of an edition: the table is written out here, and not read from the one it judges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from goufu.catalogue import actions
from goufu.catalogue.actions import DraftStart, draft_edition
from goufu.catalogue.lines import EntryLine
from goufu.catalogue.models import Comment, Edition, EditionKind
from goufu.catalogue.steps import EDITION_STEPS
from goufu.core.errors import Refusal
from goufu.registry.tests.county import TODAY, County

REASON = "请补充助餐服务的条目"
# state: how it is reached from a draft
REACHED = {
    "draft": [],
    "consulting": ["ask"],
    "reviewing": ["ask", "answer", "settle", "hand-in"],
    "published": ["ask", "answer", "settle", "hand-in", "publish"],
    "superseded": ["ask", "answer", "settle", "hand-in", "publish", "supersede"],
    "withdrawn": ["withdraw"],
}
VERBS = ("write", "ask", "answer", "settle", "hand-in", "review", "publish", "return", "withdraw")
# state: where each verb leads; what is not named is refused
EXPECTED = {
    "draft": {"write": "draft", "ask": "consulting", "withdraw": "withdrawn"},
    "consulting": {
        "write": "consulting",
        "ask": "consulting",
        "answer": "consulting",
        "settle": "consulting",
        "hand-in": "reviewing",
        "review": "consulting",
        "withdraw": "withdrawn",
    },
    "reviewing": {
        "review": "reviewing",
        "publish": "published",
        "return": "consulting",
        "withdraw": "withdrawn",
    },
    "published": {},
    "superseded": {},
    "withdrawn": {},
}
WHOSE_TURN = {
    "draft": "征求有关部门的意见",
    "consulting": "报送财政部门",
    "reviewing": "等财政部门公布",
    "published": "由下一版接替",
    "superseded": "看接替它的一版",
    "withdrawn": "另编一版",
}


@pytest.fixture
def draft(central: Edition, county: County) -> Edition:
    return draft_edition(
        owner=county.civil, kind=EditionKind.DEPARTMENT, start=DraftStart.BASE, by=county.lead, day=TODAY
    )


def acts(county: County, edition: Edition) -> dict[str, Callable[[], object]]:
    by_owner: dict[str, Any] = {"edition": edition.pk, "by": county.lead}
    by_finance: dict[str, Any] = {"edition": edition.pk, "by": county.treasurer}

    def ask() -> object:
        body = county.finance if edition.comments.exists() else county.education
        return actions.request_comments(**by_owner, bodies=[body], due_on=TODAY, day=TODAY)

    def comment() -> int:
        """Of the education bureau; where it was never asked, as if it had been."""
        today = {"asked_on": TODAY, "due_on": TODAY}
        return Comment.objects.get_or_create(edition=edition, body=county.education, defaults=today)[0].pk

    def answer() -> object:
        return actions.give_comment(comment=comment(), text="无意见", by=county.teacher, day=TODAY)

    def settle() -> object:
        number = comment()
        Comment.objects.filter(pk=number, answered_on=None).update(answered_on=TODAY, text="无意见")
        return actions.settle_comment(comment=number, is_accepted=True, reason="", by=county.lead)

    def supersede() -> object:
        following = draft_edition(
            owner=county.civil, kind=EditionKind.DEPARTMENT, start=DraftStart.LAST, by=county.lead, day=TODAY
        )
        act = acts(county, following)
        for each in ("ask", "answer", "settle", "hand-in"):
            act[each]()
        tomorrow = TODAY + timedelta(days=1)
        return actions.publish_edition(
            edition=following.pk, by=county.treasurer, valid_from=tomorrow, day=TODAY
        )

    return {
        "write": lambda: actions.add_entry(**by_owner, line=EntryLine("A040201", "老年人助餐服务")),
        "ask": ask,
        "answer": answer,
        "settle": settle,
        "hand-in": lambda: actions.finish_consultation(**by_owner, day=TODAY + timedelta(days=1)),
        "review": lambda: actions.record_expert_review(
            **by_owner, held_on=TODAY, experts="张教授", is_passed=True, text="同意", day=TODAY
        ),
        "publish": lambda: actions.publish_edition(**by_finance, valid_from=TODAY, day=TODAY),
        "return": lambda: actions.return_edition(**by_finance, reason=REASON),
        "withdraw": lambda: actions.withdraw_edition(**by_owner, reason=REASON),
        "supersede": supersede,
    }


@pytest.mark.parametrize("state", REACHED)
def test_each_verb_leads_where_it_should_or_is_refused(county: County, draft: Edition, state: str) -> None:
    act = acts(county, draft)
    if state in ("draft", "withdrawn"):
        act["ask"]()  # an comment that could be answered, and the edition is what it is all the same
        Edition.objects.filter(pk=draft.pk).update(state="draft")
    for each in REACHED[state]:
        act[each]()
    for verb in VERBS:
        expected = EXPECTED[state].get(verb)
        with transaction.atomic():
            if verb == "hand-in" and expected:
                act["answer"]()
                act["settle"]()
            if expected is None:
                with pytest.raises(Refusal, match=r"现在是“.*”，不能") as refused:
                    act[verb]()
                assert WHOSE_TURN[state] in refused.value.remedy
            else:
                act[verb]()
            assert (verb, Edition.objects.get(pk=draft.pk).state) == (verb, expected or state)
            transaction.set_rollback(True)


# state: what the owner's lead and the finance officer are offered, the next step first
OFFERED = {
    "draft": (["ask", "withdraw"], []),
    "consulting": (["hand-in", "ask", "review", "withdraw"], []),
    "reviewing": (["review", "withdraw"], ["publish", "return"]),
    "published": ([], []),
    "superseded": ([], []),
    "withdrawn": ([], []),
}
NEXT = {"draft": "ask", "consulting": "hand-in", "reviewing": "publish"}


@pytest.mark.parametrize("state", REACHED)
def test_whoever_may_is_offered_what_can_be_done_now(county: County, draft: Edition, state: str) -> None:
    for each in REACHED[state]:
        acts(county, draft)[each]()
    draft.refresh_from_db()
    offers = [EDITION_STEPS.offers(agent, draft) for agent in (county.lead, county.treasurer)]
    assert tuple([each.step.verb for each in offered] for offered in offers) == OFFERED[state]
    following = {each.step.verb for offered in offers for each in offered if each.is_next}
    assert following == ({NEXT[state]} if state in NEXT else set())


def test_an_edition_says_who_brought_it_where_it_stands(county: County, draft: Edition) -> None:
    act = acts(county, draft)
    for each in ("ask", "answer", "settle", "hand-in", "return"):
        act[each]()
    draft.refresh_from_db()
    assert (draft.returned_by, draft.return_reason) == (county.treasurer.person, REASON)
    act["hand-in"]()
    act["publish"]()
    draft.refresh_from_db()
    assert (draft.handed_in_by, draft.published_by) == (county.lead.person, county.treasurer.person)
    assert (draft.returned_by, draft.returned_at, draft.return_reason) == (None, None, "")


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("edition_handed_in_by_somebody", {"state": "reviewing", "handed_in_at": timezone.now()}),
        ("edition_has_publisher", {"state": "published", "valid_from": TODAY, "published_on": TODAY}),
        ("edition_returned_with_reason", {"state": "consulting", "return_reason": REASON}),
        ("edition_withdrawn_with_reason", {"state": "withdrawn", "withdrawn_at": timezone.now()}),
        ("edition_withdrawn_with_reason", {"withdrawal_reason": REASON}),
    ],
)
def test_the_database_wants_the_people_moments_and_reasons_of_a_state(
    draft: Edition, constraint: str, values: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Edition.objects.filter(pk=draft.pk).update(**values)
