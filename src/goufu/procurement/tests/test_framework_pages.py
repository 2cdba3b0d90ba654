"""The pages of both stages, as each side goes by them: the one next step leads from the report to the summary."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client

from goufu import wall_clock
from goufu.planning.models import Project
from goufu.procurement.actions.answering_offers import accept_offer, give_quote
from goufu.procurement.frameworks.standing import joinable
from goufu.procurement.models import CallOff, Framework, FrameworkApplication, Notice, Procurement
from goufu.procurement.stations import is_procured
from goufu.procurement.tests.bidding import at
from goufu.procurement.tests.framing import called, chosen, of_provider, own_project, reviewed, standing
from goufu.procurement.tests.procuring import BEGIN, announced, on
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
REVIEWED = BEGIN + timedelta(days=28)


def page(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.content.decode()[:2_000])
    return answer.content.decode()


def following(text: str) -> str:
    """The address of the one blue button."""
    step = text[text.index("gf-next") :]
    found = re.search(r'<a class="gf-btn" href="([^"]+)"', step[: step.index("</section>")])
    assert found, step[:600]
    return found[1].replace("&amp;", "&")


HIDDEN = re.compile(r'<input type="hidden" name="(once|version)"[^>]*value="([^"]*)"')


def answered(browser: Client, path: str, said: dict[str, object]) -> HttpResponse:
    """The answer to the form of that page, sent with what it hides."""
    shown = browser.get(path)
    hidden = dict(HIDDEN.findall(shown.content.decode())) if shown.status_code == 200 else {}
    return browser.post(path, hidden | said)  # type: ignore[return-value]


def send(browser: Client, path: str, **said: object) -> str:
    answer = answered(browser, path, said)
    assert answer.status_code == 302, (path, answer.status_code, answer.content.decode()[-4_000:])
    return answer["Location"]


def refused(browser: Client, path: str, **said: object) -> str:
    """The page that says why not."""
    answer = answered(browser, path, said)
    assert answer.status_code in (409, 422)
    return answer.content.decode()


def test_from_the_report_to_the_agreement_by_the_next_steps(county: County, signed_in: SignIn) -> None:
    made = called(county)
    own, review = f"/procurements/{made.pk}/", f"/procurements/{made.pk}/review/"
    with on(REVIEWED):
        reviewed(county, made, ("48", "50", "52", "55"))
        officer, lead = signed_in(county.officer), signed_in(county.lead)
        assert following(page(officer, own)) == review
        assert "等本单位的采购负责人确定入围供应商" in page(officer, review)
        shortlist = following(page(lead, review))
        assert "合格 4 家，照淘汰率最多入围 3 家" in page(lead, shortlist)
        assert "淘汰不够" in refused(lead, shortlist, count=4)
        assert send(lead, shortlist, count=3) == review
        assert "letters/" in page(officer, review)
        send(officer, f"{own}letters/")
        assert following(page(officer, own)) == f"{own}notices/new/?kind=shortlist"
        announced(Procurement.objects.get(pk=made.pk), "shortlist", county, REVIEWED, file="征集文件")
        conclude = following(page(officer, own))
        assert conclude == f"{own}framework/"
        terms = {"unit": "小时", "total_limit": "400000", "starts_on": REVIEWED.isoformat(), "conditions": ""}
        led = send(officer, conclude, **terms)
        found = Framework.objects.get()
        assert led == f"/procurements/frameworks/{found.pk}/"
        assert "第3康养服务有限公司" in page(officer, led) and "第4康养服务有限公司" not in page(officer, led)
        assert following(page(officer, own)) == led
        assert following(page(officer, led)) == f"{led}call-off/"


def test_a_bureau_calls_off_the_provider_refuses_and_another_one_accepts(
    county: County, signed_in: SignIn
) -> None:
    found, project = standing(county), own_project(county)
    path = f"/procurements/frameworks/{found.pk}/"
    teacher, officer = signed_in(county.teacher), signed_in(county.officer)
    assert path in page(teacher, "/procurements/frameworks/")
    new = following(page(teacher, path))
    assert "还剩 60,000.00 元" in page(teacher, new)
    one, two = found.members.get(turn=1), found.members.get(turn=2)
    sent = {"project": project.pk, "title": "看护", "quantity": "2000", "member": one.pk}
    assert "只剩 60,000.00 元" in refused(teacher, new, **sent)
    led = send(teacher, new, project=project.pk, title="秋季看护", quantity="100", member=one.pk)
    made = CallOff.objects.get()
    assert led == f"/procurements/call-offs/{made.pk}/"
    assert "等供应商答复" in page(teacher, led)
    first = signed_in(of_provider(county, 1))
    assert "答复选用：秋季看护" in page(first, "/")
    assert following(page(first, path)) == led
    assert following(page(first, led)).endswith("/accept-offer/")
    refuse = following(page(first, led)).replace("accept-offer", "refuse-offer")
    assert "理由" in refused(first, refuse, reason="")
    send(first, refuse, reason="这周没有人手可派")
    assert "另选供应商：秋季看护" in page(teacher, "/")
    again = following(page(teacher, led))
    assert "第1康养服务有限公司" not in page(teacher, again)
    send(teacher, again, member=two.pk, because="离学校近")
    second = signed_in(of_provider(county, 2))
    send(second, following(page(second, led)))
    assert "已成交" in page(teacher, led)
    assert "认定拒绝的理由" in page(officer, "/")
    send(officer, following(page(officer, path)), is_justified="no", reason="协议约定不得挑单")
    remove = f"/procurements/framework-members/{one.pk}/remove-member/"
    assert remove in page(officer, path) and remove not in page(teacher, path)
    send(officer, remove, ground="refused_without_reason", reason="没有正当理由拒绝")
    assert "已清退" in page(teacher, path)
    text = page(signed_in(county.treasurer), path)
    assert "云岭县教育体育局" in text and "5,000.00" in text
    assert "5,000.00" in page(signed_in(county.treasurer), "/procurements/frameworks/")
    send(officer, f"{led}announce/")
    told = Notice.objects.get(call_off=made)
    assert "秋季看护，100 小时" in page(officer, f"/procurements/notices/{told.pk}/")


def test_quotes_stand_on_no_page_before_their_end(county: County, signed_in: SignIn) -> None:
    now = wall_clock.now()
    with at(now):
        found, project = standing(county, "competition"), own_project(county)
        made = chosen(county, found, project)
        path = f"/procurements/call-offs/{made.pk}/"
        first = signed_in(of_provider(county, 1))
        assert "报价：秋季学期看护" in page(first, "/")
        send(first, following(page(first, path)), price="44.44")
        give_quote(calloff=made.pk, price=Decimal("45.55"), by=of_provider(county, 2))
        assert "44.44" in page(first, path) and "45.55" not in page(first, path)
        for each in (county.teacher, county.officer, county.treasurer):
            assert "44.44" not in page(signed_in(each), path)
    with at(now + timedelta(days=10)):
        teacher = signed_in(county.teacher)
        assert "44.44" in page(teacher, path)
        assert "45.55" not in page(first, path)
        choose = following(page(teacher, path))
        assert "44.44" in page(teacher, choose) and "45.55" not in page(teacher, choose)


def test_a_provider_joins_an_open_agreement_and_reads_the_answer(county: County, signed_in: SignIn) -> None:
    found = standing(county, prices=(), kind="open")
    path = f"/procurements/frameworks/{found.pk}/"
    first, officer = signed_in(of_provider(county, 1)), signed_in(county.officer)
    assert joinable(found.procurement) == [found]
    listed = page(Client(), "/procurements/open/")  # of everybody, signed in or not
    assert "随时可以申请加入" in listed and f"/procurements/open/{found.procurement_id}/" in listed
    join = following(page(first, path))
    send(first, join, text="持证护理员八名", meets_conditions="on")
    assert "等采购人审核" in page(first, path)
    assert "审核入围申请：第1康养" in page(officer, "/")
    send(officer, following(page(officer, path)))
    assert "看入围申请的结果" in page(first, "/")
    assert FrameworkApplication.objects.get().state == "admitted"
    leave = f"/procurements/framework-members/{found.members.get().pk}/leave-framework/"
    assert leave in page(first, path)
    send(first, leave, reason="不再做上门服务")
    assert "已退出" in page(officer, path)


def test_the_agreement_is_ended_and_more_are_called_for_from_its_page(
    county: County, signed_in: SignIn
) -> None:
    found = standing(county)
    path, officer = f"/procurements/frameworks/{found.pk}/", signed_in(county.officer)
    call = f"{path}call-supplement/"
    assert call in page(officer, path)
    until = wall_clock.today() + timedelta(days=20)
    sent = {"reason": "想多几家供应商", "until_day": until.isoformat(), "until_time": "17:00"}
    assert "补充征集" in refused(officer, call, **sent)  # nobody of a first stage is left out
    with at(wall_clock.now() + timedelta(days=800)):
        late = signed_in(county.officer)
        assert "结束框架协议" in page(late, "/")
        end = following(page(late, path))
        send(late, end, reason="期满，不再续签")
        assert "已结束" in page(late, path)
        assert "起草框架协议成交结果汇总公告" in page(late, f"/procurements/{found.procurement_id}/")


def test_an_agreed_call_off_leads_to_its_contract(county: County, signed_in: SignIn) -> None:
    found, project = standing(county), own_project(county)
    made = chosen(county, found, project)
    accept_offer(calloffoffer=made.offers.get().pk, by=of_provider(county, 1))
    path, teacher = f"/procurements/call-offs/{made.pk}/", signed_in(county.teacher)
    assert f"签订合同并登记：{made.title}" in page(teacher, "/")
    assert "合同已签" not in page(teacher, path) and "上传文件" in page(teacher, path)
    sign = following(page(teacher, path))
    assert sign == f"{path}sign-call-off/"
    too_soon = wall_clock.today() - timedelta(days=1)
    assert "才成交" in refused(teacher, sign, day=too_soon.isoformat())
    send(teacher, sign, day=wall_clock.today().isoformat())
    assert "合同签了" in page(teacher, path) and f"签订合同并登记：{made.title}" not in page(teacher, "/")
    assert is_procured(Project.objects.get(pk=project.pk)) is False  # only a part of its money
    CallOff.objects.filter(pk=made.pk).update(amount=project.amount)
    assert is_procured(Project.objects.get(pk=project.pk))
