"""What providers ask to have changed in their files, and what the finance office answers."""

from __future__ import annotations

import pytest

from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.roles import Role
from goufu.registry.actions.file_requests import MOST_OPEN, ask_for_change, decline_request, settle_request
from goufu.registry.agents import Agent
from goufu.registry.models import FileRequestState
from goufu.registry.tests.county import County, a_provider, agent, body, sign_in
from goufu.registry.transitions import FILE_REQUEST
from goufu.registry.work import waiting

ASKED = "2025年度检查合格，公告在民政局网站，请登记"


@pytest.fixture
def own(county: County) -> Agent:
    return agent("周玲", a_provider(county), Role.PROVIDER_AGENT)


def test_the_states_and_verbs_are_these() -> None:
    assert {verb: (set(each.sources), each.target) for verb, each in FILE_REQUEST.table.items()} == {
        "settle": ({"asked"}, "settled"),
        "decline": ({"asked"}, "refused"),
    }


def test_the_office_sees_what_is_asked_and_the_provider_the_answer(county: County, own: Agent) -> None:
    made = ask_for_change(text=ASKED, by=own)
    assert [item.note for group in waiting(county.treasurer) for item in group.items] == [ASKED]
    settle_request(filerequest=made.pk, reason="已登记2025年度检查", by=county.treasurer)
    assert not [group for group in waiting(county.treasurer) if group.count]
    assert "已登记2025年度检查" in sign_in(own).get("/").content.decode()
    with pytest.raises(Refusal):
        decline_request(filerequest=made.pk, reason="再说一次不行", by=county.treasurer)


def test_others_know_of_nothing(county: County, own: Agent) -> None:
    made = ask_for_change(text=ASKED, by=own)
    other = agent("外人", body("另一家", county.place, kind="enterprise"), Role.PROVIDER_AGENT)
    for each in (county.officer, county.auditor, county.system, other):
        with pytest.raises(NotFound):
            settle_request(filerequest=made.pk, reason="不是我的事情", by=each)
    with pytest.raises(NotAllowed):
        settle_request(filerequest=made.pk, reason="自己改自己的", by=own)
    made.refresh_from_db()
    assert made.state == FileRequestState.ASKED


def test_so_many_are_open_at_once_and_no_more(county: County, own: Agent) -> None:
    for number in range(MOST_OPEN):
        ask_for_change(text=f"{ASKED} {number}", by=own)
    with pytest.raises(Refusal, match="没有答复"):
        ask_for_change(text=ASKED, by=own)
