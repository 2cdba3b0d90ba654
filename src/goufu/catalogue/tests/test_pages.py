"""The pages: what everyone reads, what a draft's makers see, and the way from draft to published."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from goufu.catalogue.actions import DraftStart, draft_edition, give_comment, request_comments, settle_comment
from goufu.catalogue.models import Comment, Edition, EditionKind, EditionState
from goufu.catalogue.sheet import workbook
from goufu.catalogue.tests.conftest import Publish, hand_in
from goufu.core.models import FormToken
from goufu.registry.agents import Agent
from goufu.registry.tests.county import TODAY, County

SignIn = Callable[[Agent], Client]


@pytest.fixture
def draft(central: Edition, county: County) -> Edition:
    return draft_edition(
        owner=county.civil, kind=EditionKind.DEPARTMENT, start=DraftStart.BASE, by=county.lead, day=TODAY
    )


def address(name: str, *args: object) -> str:
    return reverse(f"catalogue:{name}", args=args)


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def test_everyone_reads_the_central_catalogue(client: Client, central: Edition) -> None:
    said = text(client, address("start"))
    assert "基本养老服务" in said
    assert "待核对" in said
    assert "还差10个" in said
    assert "找到 1 个条目" in text(client, address("start") + "?q=A0402")
    assert "没有公布的目录" in text(client, address("start") + "?day=2019-01-01")


def test_whoever_works_for_a_body_reads_what_applies_to_it(
    publish: Publish, county: County, signed_in: SignIn
) -> None:
    publish(county.civil, county.lead)
    said = text(signed_in(county.officer), address("start"))
    assert "本单位自己的部门目录" in said


def test_a_published_edition_and_its_entries_are_public(
    publish: Publish, county: County, client: Client
) -> None:
    edition = publish(county.civil, county.lead)
    assert "已公布" in text(client, address("edition", edition.pk))
    assert "A040" in text(client, address("edition", edition.pk) + "?q=养老")
    entry = edition.entries.get(code="A0402")
    assert "采购品目" in text(client, address("entry", entry.pk))
    assert edition.title in text(client, address("editions"))
    assert "没有变" in text(client, address("comparison", edition.pk))
    assert client.get(address("export", edition.pk)).content[:2] == b"PK"
    assert client.get(address("empty_sheet")).content[:2] == b"PK"


def test_a_draft_is_there_for_its_makers_its_office_and_those_asked(
    draft: Edition, county: County, signed_in: SignIn, client: Client
) -> None:
    entry = draft.entries.get(code="A0402")
    urls = [address("edition", draft.pk), address("entry", entry.pk), address("export", draft.pk)]
    makers = [county.lead, county.officer, county.treasurer, county.auditor]
    strangers = [county.teacher, county.system]
    for url in urls:
        assert client.get(url).status_code == 404
        assert [signed_in(each).get(url).status_code for each in makers] == [200] * 4
        assert [signed_in(each).get(url).status_code for each in strangers] == [404] * 2
    request_comments(edition=draft.pk, bodies=[county.education], due_on=TODAY, by=county.lead, day=TODAY)
    for url in urls:
        assert signed_in(county.teacher).get(url).status_code == 200
    assert draft.title in text(signed_in(county.teacher), address("editions"))


def test_others_do_not_find_a_draft_in_the_list(
    draft: Edition, county: County, signed_in: SignIn, client: Client
) -> None:
    assert draft.title not in text(client, address("editions"))
    assert draft.title not in text(signed_in(county.teacher), address("editions"))
    assert draft.title in text(signed_in(county.lead), address("editions"))


def test_from_draft_to_published_by_page(central: Edition, county: County, signed_in: SignIn) -> None:
    lead, teacher, treasurer = map(signed_in, (county.lead, county.teacher, county.treasurer))
    today = timezone.localdate().isoformat()
    assert all("编一版目录" in text(lead, address(page)) for page in ("editions", "start"))
    assert "编一版目录" not in text(teacher, address("start"))
    lead.get(address("draft"))
    done = lead.post(address("draft"), {"kind": "department", "start": "base", "title": ""})
    edition = Edition.objects.get(owner=county.civil)
    assert done.headers["Location"] == address("edition", edition.pk)
    assert "发出征求意见" in text(lead, done.headers["Location"])

    step = address("ask", edition.pk)
    assert "云岭县教育体育局" in text(lead, step)
    lead.post(step, {"bodies": [county.education.pk], "due_on": today, "version": edition.version})
    comment = edition.comments.get()
    assert "有 1 件等本单位答复" in text(teacher, address("comments"))
    said = teacher.post(address("comment", comment.pk), {"text": "请加上托育", "version": 1})
    assert said.headers["Location"] == address("comments")
    assert ">改答复</button>" in text(teacher, address("comment", comment.pk))  # until it is settled
    lacking = text(lead, address("edition", edition.pk))
    assert "没有写明是否采纳" in lacking and "现在还不能办，要先办好这些：" in lacking
    assert f'href="{address("hand-in", edition.pk)}"' not in lacking  # it would be refused
    assert f'href="{address("ask", edition.pk)}"' in lacking
    lead.post(address("comment", comment.pk), {"is_accepted": "yes", "reason": "", "version": 2})
    assert f'href="{address("hand-in", edition.pk)}"' in text(lead, address("edition", edition.pk))

    edition.refresh_from_db()
    lead.post(address("hand-in", edition.pk), {"version": edition.version})
    edition.refresh_from_db()
    assert edition.state == EditionState.REVIEWING
    done = treasurer.post(address("publish", edition.pk), {"valid_from": today, "version": edition.version})
    assert done.status_code == 302
    edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED


def test_what_is_missing_is_told_with_its_article(draft: Edition, county: County, signed_in: SignIn) -> None:
    hand_in(draft, county.lead, county)
    client = signed_in(county.treasurer)
    url = address("publish", draft.pk)
    draft.refresh_from_db()
    answer = client.post(url, {"valid_from": "2026-01-01", "version": draft.version})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "施行日期已经过去" in said
    assert 'value="2026-01-01"' in said


def test_an_entry_outside_is_refused_on_the_page_and_what_was_typed_stays(
    draft: Edition, county: County, signed_in: SignIn
) -> None:
    client = signed_in(county.lead)
    answer = client.post(
        address("add", draft.pk), {"code": "a0499", "name": "别的服务", "description": "为了养老"}
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "A0499 别的服务不在上级目录范围内" in said
    assert "第十二条" in said
    assert "为了养老" in said


def test_an_entry_is_written_changed_and_taken_out(draft: Edition, county: County, signed_in: SignIn) -> None:
    client = signed_in(county.lead)
    given = {"code": "A040201", "name": "老年人助餐服务", "description": "", "items": "C05010400"}
    assert client.post(address("add", draft.pk), given).status_code == 302
    entry = draft.entries.get(code="A040201")
    url = address("change", entry.pk)
    assert "老年人助餐服务" in text(client, url)
    changed = client.post(url, given | {"name": "老年人助餐和送餐服务", "version": 1})
    assert changed.status_code == 302
    stale = client.post(url, given | {"name": "别的名字", "version": 1})
    assert stale.status_code == 409
    assert "别的名字" in stale.content.decode()
    assert client.post(url, {"remove": "1", "version": 2}).status_code == 302
    assert not draft.entries.filter(code="A040201").exists()


def test_a_form_sent_twice_adds_once(draft: Edition, county: County, signed_in: SignIn) -> None:
    client = signed_in(county.lead)
    given = {
        "code": "A040201",
        "name": "助餐",
        "once": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
    }
    for _ in range(2):
        assert client.post(address("add", draft.pk), given).status_code == 302
    assert FormToken.objects.count() == 1


def test_a_table_is_brought_and_its_faults_are_told(
    draft: Edition, county: County, signed_in: SignIn, central: Edition
) -> None:
    client = signed_in(county.lead)
    url = address("upload", draft.pk)
    assert "下载空表" in text(client, url)
    file = BytesIO("编码,名称\nA,公共服务\nA04,涉密服务\n".encode())
    file.name = "目录.csv"
    answer = client.post(url, {"file": file})
    assert answer.status_code == 422
    assert "B3" in answer.content.decode() or "第3行B列" in answer.content.decode()
    same = BytesIO(workbook(central))
    same.name = "目录.xlsx"
    assert "完全一样" in client.post(url, {"file": same}).content.decode()
    assert client.post(url).status_code == 422


@pytest.mark.parametrize("verb", ["ask", "hand-in", "review", "withdraw"])
def test_steps_of_the_owner_are_not_for_others(
    draft: Edition, county: County, signed_in: SignIn, verb: str
) -> None:
    if verb in ("hand-in", "review"):
        Edition.objects.filter(pk=draft.pk).update(state=EditionState.CONSULTING)
    url = address(verb, draft.pk)
    assert signed_in(county.lead).get(url).status_code == 200
    assert signed_in(county.treasurer).get(url).status_code == 403
    assert signed_in(county.teacher).get(url).status_code == 404


def test_an_unknown_step_is_not_there(draft: Edition, county: County, signed_in: SignIn) -> None:
    assert signed_in(county.lead).get(f"/catalogue/editions/{draft.pk}/burn/").status_code == 404


def test_a_review_is_recorded_and_an_edition_withdrawn(
    draft: Edition, county: County, signed_in: SignIn
) -> None:
    client = signed_in(county.lead)
    request_comments(edition=draft.pk, bodies=[county.education], due_on=TODAY, by=county.lead, day=TODAY)
    draft.refresh_from_db()
    given = {"held_on": "2026-11-20", "experts": "张教授", "is_passed": "no", "text": "再改"}
    client.post(address("review", draft.pk), given | {"version": draft.version})
    assert "未通过" in text(client, address("edition", draft.pk))
    draft.refresh_from_db()
    url = address("withdraw", draft.pk)
    assert client.post(url, {"version": draft.version}).status_code == 422
    assert client.post(url, {"reason": "改由上级编制", "version": draft.version}).status_code == 302
    assert "已撤回" in text(client, address("edition", draft.pk))


def test_a_review_asks_how_it_ended(draft: Edition, county: County, signed_in: SignIn) -> None:
    client = signed_in(county.lead)
    request_comments(edition=draft.pk, bodies=[county.education], due_on=TODAY, by=county.lead, day=TODAY)
    draft.refresh_from_db()
    given = {"held_on": "2026-11-20", "experts": "张教授", "text": "再改", "version": draft.version}
    answer = client.post(address("review", draft.pk), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请选择论证结论" in page and "请选择论证通过" not in page
    assert re.findall(r'name="is_passed" value="(yes|no)".*?>\s*(\w+)</label>', page) == [
        ("yes", "通过"),
        ("no", "未通过"),
    ]


@pytest.mark.parametrize("page", ["edition", "comparison", "ask", "add", "upload"])
def test_pages_of_an_edition_belong_to_the_tab_of_editions(
    draft: Edition, county: County, signed_in: SignIn, page: str
) -> None:
    shown = text(signed_in(county.lead), address(page, draft.pk))
    assert re.findall(r'aria-current="page">(\w+)</a>', shown.split('class="gf-tabs')[1]) == ["全部版次"]


def test_an_comment_is_read_by_both_sides_and_no_one_else(
    draft: Edition, county: County, signed_in: SignIn
) -> None:
    [comment] = request_comments(
        edition=draft.pk, bodies=[county.education], due_on=TODAY, by=county.lead, day=TODAY
    )
    give_comment(comment=comment.pk, text="建议增加托育", by=county.teacher, day=TODAY)
    url = address("comment", comment.pk)
    for agent in (county.teacher, county.lead, county.officer, county.treasurer):
        assert "建议增加托育" in text(signed_in(agent), url)
    assert signed_in(county.system).get(url).status_code == 404
    assert signed_in(county.treasurer).post(url, {"text": "x"}).status_code == 403


def test_what_applied_on_a_day_is_told_with_the_reason(
    publish: Publish, county: County, signed_in: SignIn
) -> None:
    publish(county.civil, county.lead)
    client = signed_in(county.treasurer)
    url = address("applied")
    said = text(client, f"{url}?body=云岭县养老服务中心&day={TODAY}")
    assert "用上级单位云岭县民政局的部门目录" in said
    assert "您说的是哪一个" in text(client, f"{url}?body=云岭县&day={TODAY}")
    assert "没有这个单位" in text(client, f"{url}?body=别处&day={TODAY}")
    assert "没有适用于本单位的目录" in text(client, f"{url}?body=云岭县民政局&day=2019-01-01")
    assert text(client, f"{url}?body=&day=昨天")


def test_coverage_counts_open_to_rows(publish: Publish, county: County, client: Client) -> None:
    publish(county.civil, county.lead)
    url = address("coverage")
    said = text(client, url)
    assert "1 个里有 0 个的目录有效" in said
    assert "云南省" in text(client, url + "?show=no")
    assert "没有这样的" in text(client, url + "?show=yes")
    departments = text(client, f"{url}?office={county.finance.pk}")
    assert "2 个里有 1 个的目录有效" in departments
    assert "云岭县民政局" in text(client, f"{url}?office={county.finance.pk}&show=yes")
    assert client.get(url + "?office=x").status_code == 404


def test_two_editions_are_compared(publish: Publish, county: County, client: Client) -> None:
    first = publish(county.civil, county.lead)
    second = publish(
        county.civil,
        county.lead,
        start="last",
        without=["A0402"],
        valid_from=TODAY + timedelta(days=1),
    )
    said = text(client, f"{address('comparison', second.pk)}?with={first.pk}")
    assert "去掉" in said
    assert "基本养老服务" in said


@pytest.mark.parametrize("name", ["start", "editions", "coverage"])
def test_public_pages_ask_little_of_the_database(
    publish: Publish,
    county: County,
    client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    name: str,
) -> None:
    publish(county.civil, county.lead)
    with django_assert_max_num_queries(6):
        client.get(address(name))


def test_an_edition_s_page_asks_little_of_the_database(
    draft: Edition,
    county: County,
    signed_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    request_comments(
        edition=draft.pk, bodies=[county.education, county.finance], due_on=TODAY, by=county.lead, day=TODAY
    )
    client = signed_in(county.lead)
    with django_assert_max_num_queries(22):
        client.get(address("edition", draft.pk))


def test_a_county_sees_its_own_departments_first(
    county: County, signed_in: Callable[[Agent], Client], client: Client
) -> None:
    own = signed_in(county.officer)
    page = own.get(address("coverage")).content.decode()
    assert "云岭县本级各部门的目录" in page and "云岭县教育体育局" in page and "各省的目录" not in page
    provinces = address("coverage") + "?office=provinces"
    assert provinces in page
    for shown in (own.get(provinces), client.get(address("coverage")), client.get(provinces)):
        assert "各省的目录" in shown.content.decode()
    assert 'name="office" value="provinces"' in own.get(provinces).content.decode()


def test_a_settled_comment_leads_to_the_next_and_at_last_to_the_edition(
    draft: Edition, county: County, signed_in: SignIn
) -> None:
    asked = request_comments(
        edition=draft.pk,
        bodies=[county.education, county.nursing, county.finance],
        due_on=TODAY,
        by=county.lead,
        day=TODAY,
    )
    said = {county.education.pk: "请加上托育", county.nursing.pk: "无意见", county.finance.pk: "请删去展览"}
    for each in asked:
        Comment.objects.filter(pk=each.pk).update(text=said[each.body_id], answered_on=TODAY)
    first, empty, last = sorted(asked, key=lambda each: [*said].index(each.body_id))
    lead = signed_in(county.lead)
    page = text(lead, address("comment", empty.pk))
    assert "没有意见，不用处理" in page and "是否采纳" not in page
    assert "没有意见，不用处理" in text(lead, address("edition", draft.pk))
    settled = {"is_accepted": "yes", "reason": "", "version": 1}
    assert lead.post(address("comment", empty.pk), settled).status_code == 403
    for each, to in ((first, address("comment", last.pk)), (last, address("edition", draft.pk))):
        assert lead.post(address("comment", each.pk), settled).headers["Location"] == to


def test_where_an_answer_waits_to_be_taken_up_the_page_leads_there(
    draft: Edition, county: County, signed_in: SignIn
) -> None:
    [comment] = request_comments(
        edition=draft.pk, bodies=[county.education], due_on=TODAY, by=county.lead, day=TODAY
    )
    lead = signed_in(county.lead)
    link = f'<a href="{address("comment", comment.pk)}">写明是否采纳</a>'
    assert link not in text(lead, address("edition", draft.pk))
    give_comment(comment=comment.pk, text="请加上托育", by=county.teacher, day=TODAY)
    assert link in text(lead, address("edition", draft.pk))
    settle_comment(comment=comment.pk, is_accepted=True, reason="", by=county.lead)
    assert link not in text(lead, address("edition", draft.pk))
