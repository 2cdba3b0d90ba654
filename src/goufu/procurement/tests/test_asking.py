"""Questions after the deadline are answered to the asker alone; those that came by letter are entered, and counted from their day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from goufu.core.errors import NotAllowed, Refusal
from goufu.law.model import Verdict
from goufu.procurement.actions.asking import answer_question, enter_question
from goufu.procurement.cases.law import opinion_of_question
from goufu.procurement.models import Question
from goufu.procurement.tests.asking import program_of
from goufu.procurement.tests.challenged import provider
from goufu.procurement.tests.procuring import BEGIN, on, running
from goufu.procurement.tests.reviewing import verdict_of
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
AFTER = date(2026, 12, 17)  # the day after the deadline
WHY = "我们的得分为什么比第一名低？"


def test_after_the_deadline_the_answer_is_for_the_asker_alone(
    county: County, signed_in: Callable[[Agent], Client]
) -> None:
    made, mine = running(county), provider(county)
    address = f"/procurements/open/{made.pk}/"
    with on(AFTER):
        browser = signed_in(mine)
        assert f"{address}ask/" in browser.get(address).content.decode()
        assert browser.post(f"{address}ask/", {"text": WHY}).status_code == 302
        asked = Question.objects.get()
        page = signed_in(county.officer).get(f"/procurements/questions/{asked.pk}/").content.decode()
        assert mine.body.name in page and "只答复这一家" in page
        told = program_of(county.officer)(f"questions/{asked.pk}")
        assert (told["is_private"], told["asked_of"], told["came_on"]) == (
            True,
            mine.body.name,
            AFTER.isoformat(),
        )
        assert program_of(mine)("own-questions")[0]["is_private"] is True
        with pytest.raises(Refusal, match="不能改变采购文件"):
            answer_question(question=asked.pk, answer="照评审报告", changes_file=True, by=county.officer)
        said = f"{mine.body.name}的人员配备少两名。"
        office = signed_in(county.officer)
        form = office.get(f"/procurements/questions/{asked.pk}/answer/").content.decode()
        assert "改变采购文件" not in form
        sent = {"answer": said, "version": asked.version}
        assert office.post(f"/procurements/questions/{asked.pk}/answer/", sent).status_code == 302
        assert said in browser.get(address).content.decode()
        assert said not in Client().get(address).content.decode()


@pytest.mark.parametrize(("days", "verdict"), [(5, Verdict.PASS), (6, Verdict.FAIL)])
def test_a_letter_counts_from_the_day_on_which_it_came(county: County, days: int, verdict: Verdict) -> None:
    """Received on a Thursday; three working days end on Tuesday."""
    made = running(county)
    with on(AFTER + timedelta(days=days)):
        asked = enter_question(
            procurement=made.pk, asker="康乐院", received_on=AFTER, text=WHY, by=county.officer
        )
        assert (asked.asker, asked.asked_of, asked.is_private) == (None, "康乐院", True)
        answer_question(question=asked.pk, answer="见随信的评审情况。", changes_file=False, by=county.officer)
        assert verdict_of(opinion_of_question(Question.objects.get()), "award.question-answer") is verdict


def test_a_letter_before_the_deadline_is_answered_to_all(county: County) -> None:
    made, mine = running(county), provider(county)
    with on(BEGIN + timedelta(days=2)):
        said: dict[str, Any] = {
            "procurement": made.pk,
            "asker": mine.body.name,
            "received_on": BEGIN,
            "by": county.officer,
        }
        with pytest.raises(Refusal, match="写了供应商的名称"):
            enter_question(text=f"{mine.body.name}能不能参加", **said)
        with pytest.raises(Refusal, match="还没有到"):
            enter_question(text=WHY, **said | {"received_on": BEGIN + timedelta(days=3)})
        asked = enter_question(text="护理员的经验按哪一天计算？", **said)
        told = program_of(county.officer)(f"questions/{asked.pk}")
        assert (told["is_private"], told["asked_of"]) == (False, "")
        answer_question(
            question=asked.pk, answer="按响应截止那一天计算。", changes_file=False, by=county.officer
        )
        page = Client().get(f"/procurements/open/{made.pk}/").content.decode()
        assert "按响应截止那一天计算。" in page and mine.body.name not in page


@pytest.mark.parametrize(("days_before", "is_private"), [(1, False), (0, True)])
def test_what_came_before_the_deadline_is_answered_to_all_though_entered_later(
    county: County, signed_in: Callable[[Agent], Client], days_before: int, is_private: bool
) -> None:
    """What the others may read mustn't hang on when somebody finds time to enter it."""
    made, mine = running(county), provider(county)
    came = AFTER - timedelta(days=1) - timedelta(days=days_before)
    said: dict[str, Any] = {"procurement": made.pk, "asker": mine.body.name, "received_on": came}
    with on(AFTER):
        form = signed_in(county.officer).get(f"/procurements/{made.pk}/questions/new/").content.decode()
        assert "截止那天以前收到的，和答复一起公开" in form
        if not is_private:
            with pytest.raises(Refusal, match="写了供应商的名称"):
                enter_question(text=f"{mine.body.name}能不能参加", by=county.officer, **said)
        asked = enter_question(text="护理员的经验按哪一天计算？", by=county.officer, **said)
        answer_question(question=asked.pk, answer="按截止那一天计算。", changes_file=False, by=county.officer)
        assert asked.is_private is is_private
        page = Client().get(f"/procurements/open/{made.pk}/").content.decode()
        assert ("按截止那一天计算。" in page) is not is_private and mine.body.name not in page


def test_a_program_enters_what_came_by_letter(county: County) -> None:
    made, mine = running(county), provider(county)
    letter = {"asker": mine.body.name, "received_on": "2026-12-15", "text": "护理员的经验按哪一天计算？"}
    with on(AFTER):
        enter = program_of(county.officer)
        told = enter(f"{made.pk}/enter-question", letter)
        assert (told["came_on"], told["is_private"], told["asked_of"]) == ("2026-12-15", False, "")
        assert enter(f"questions/{told['id']}")["text"] == letter["text"]
        late = enter(f"{made.pk}/enter-question", letter | {"received_on": str(AFTER)})
        assert (late["is_private"], late["asked_of"]) == (True, mine.body.name)
        refused = enter(f"{made.pk}/enter-question", letter | {"asker": " "}, status=422)
        assert refused["field"] == "asker"
        program_of(county.auditor)(f"{made.pk}/enter-question", letter, status=403)
    assert Question.objects.count() == 2


def test_only_who_answers_enters(county: County) -> None:
    made = running(county)
    with on(AFTER), pytest.raises(NotAllowed):
        enter_question(procurement=made.pk, asker="护理院", received_on=AFTER, text=WHY, by=county.auditor)


def test_who_asked_by_letter_is_named_to_nobody(county: County) -> None:
    made, mine = running(county), provider(county)
    Body.objects.filter(pk=mine.body.pk).update(credit_code="91530000MA6K000001")
    with on(BEGIN + timedelta(days=2)):
        said: dict[str, Any] = {"procurement": made.pk, "received_on": BEGIN, "by": county.officer}
        with pytest.raises(Refusal, match="写了供应商的名称"):
            enter_question(asker="91530000MA6K000001", text=f"{mine.body.name}能不能参加", **said)
        asked = enter_question(asker="没有登记的护理院", text="民办的护理院能不能参加？", **said)
        with pytest.raises(Refusal, match="没有登记的护理院"):
            answer_question(
                question=asked.pk, answer="没有登记的护理院能参加。", changes_file=False, by=county.officer
            )


def test_an_answer_after_the_deadline_changes_no_file(county: County) -> None:
    """Asked in time, and so for all to read, but answered too late for a correction."""
    made = running(county)
    with on(BEGIN + timedelta(days=2)):
        asked = enter_question(
            procurement=made.pk, asker="护理院甲乙", received_on=BEGIN, text=WHY, by=county.officer
        )
    with on(AFTER):
        answer: dict[str, Any] = {"question": asked.pk, "answer": "护理员改为三名。", "by": county.officer}
        with pytest.raises(Refusal, match="不能改变采购文件"):
            answer_question(changes_file=True, **answer)
        assert answer_question(changes_file=False, **answer).answer == "护理员改为三名。"
