"""Forms: every field named, wanted and corrected in words; what was typed stays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.test import Client

from goufu.ui.tests.demo import ProjectForm

pytestmark = pytest.mark.usefixtures("demo")
GIVEN = {"title": "失能老人上门护理服务", "amount": "186万元", "begins": "2026年11月23日", "standing": "yes"}


@dataclass
class Refused:
    what: str
    remedy: str = ""
    field: str = ""


def test_an_empty_form_marks_what_is_required_in_words(client: Client) -> None:
    html = client.get("/new").content.decode()
    assert html.count('class="gf-need">必填') == 3
    assert "需要改正" not in html
    assert " required" not in html  # the server's sentences, not the browser's


def test_what_is_missing_is_named_on_top_and_at_its_field(client: Client) -> None:
    html = client.post("/new", {"title": "护理"}).content.decode()
    assert "有 2 处需要改正" in html
    assert '<a href="#id_amount">预算金额</a>：请填写预算金额' in html
    assert 'value="护理"' in html
    [amount] = re.findall(r'<input[^>]*name="amount"[^>]*>', html)
    assert 'aria-invalid="true"' in amount
    assert 'aria-describedby="id_amount_error"' in amount
    assert 'id="id_amount_error"' in html


def test_every_link_of_the_summary_and_every_description_leads_somewhere(client: Client) -> None:
    html = client.post("/new", {"amount": "x", "standing": "maybe"}).content.decode()
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    pointed = (
        re.findall(r'href="#([^"]+)"', html) + " ".join(re.findall(r'describedby="([^"]+)"', html)).split()
    )
    assert len(pointed) > 5
    assert set(pointed) <= ids


def test_what_cannot_be_read_stays_as_it_was_typed(client: Client) -> None:
    html = client.post("/new", GIVEN | {"amount": "1.234", "begins": "明天"}).content.decode()
    assert 'value="1.234"' in html
    assert 'value="明天"' in html


def test_fields_stand_under_their_legends(client: Client) -> None:
    html = client.get("/new").content.decode()
    assert re.findall(r"<legend>([^<]+)</legend>", html) == ["基本情况", "内容", "是否属于经常性服务"]


def test_the_tokens_are_sent_hidden_and_are_no_facts() -> None:
    once = uuid4()
    form = ProjectForm(once=once, version=3)
    assert f'name="once" value="{once}"' in str(form)
    assert 'name="version" value="3"' in str(form)
    sent = ProjectForm(GIVEN | {"version": "2", "once": str(once)}, once=once, version=3)
    assert sent.is_valid()
    assert sent.version == 2  # what the person saw
    assert {"once", "version"}.isdisjoint(sent.cleaned_data)


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 50, None])
def test_a_version_that_cannot_be_read_is_none_that_there_is(version: str | None) -> None:
    given = GIVEN if version is None else GIVEN | {"version": version}
    assert ProjectForm(given, version=3).version == 0


def test_a_form_of_something_new_has_no_version() -> None:
    assert 'name="version"' not in str(ProjectForm(once=uuid4()))


def test_a_refusal_is_shown_at_its_field_with_what_to_do() -> None:
    form = ProjectForm(GIVEN)
    assert form.is_valid()
    form.refuse(Refused("超过可用预算", "请减少金额。", "amount"))
    assert form.errors["amount"] == ["超过可用预算。请减少金额"]
    assert "失能老人上门护理服务" in str(form)


def test_a_refusal_of_the_whole_is_shown_on_top() -> None:
    form = ProjectForm(GIVEN, once=UUID(int=1), version=1)
    assert form.is_valid()
    form.refuse(Refused("别人改动过", field="nonsense"), version=5)
    assert form.non_field_errors() == ["别人改动过"]
    assert 'name="version" value="5"' in str(form)


def test_a_success_is_told_once_in_a_live_place(client: Client, db: None) -> None:
    html = client.post("/new", GIVEN, follow=True).content.decode()
    assert re.search(r'role="status" aria-live="polite">\s*<p class="gf-notice ok">已经保存。</p>', html)
    assert "已经保存" not in client.get("/").content.decode()
