"""A form that is sent: done once and led to what came of it, or refused with what was typed and the newest version."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django import forms
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from goufu.core.errors import AgainstTheLaw, AlreadyDone, NotAllowed, NotFound, Refusal, Stale
from goufu.core.form_pages import accept, post, post_button
from goufu.core.reasons import required_reason
from goufu.law.cards import Card
from goufu.ui.forms import Form

BEFORE = AlreadyDone("body", "17")
CARD = Card("plan.budgeted", "先有预算", "stop", "", "没有预算", (), "先列预算")


class NameForm(Form):
    name = forms.CharField(label="名称")


@pytest.fixture
def request_() -> HttpRequest:
    request = RequestFactory().post("/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def sent_form() -> NameForm:
    form = NameForm({"name": "云岭县文化馆", "version": "1"}, version=3)
    assert form.is_valid()
    return form


def failing(error: Exception) -> Any:
    def act() -> str:
        raise error

    return act


def where(answer: HttpResponse | None) -> str:
    assert answer is not None
    return answer.headers["Location"]


def page_of(number: str) -> str:
    return f"/bodies/{number}/"


def test_what_is_done_leads_to_what_came_of_it_the_first_time_with_a_word(request_: HttpRequest) -> None:
    made = type("Body", (), {"pk": 17, "name": "文化馆"})()
    with patch("goufu.core.form_pages.messages") as messages:
        first = post(request_, sent_form(), lambda: made, to=page_of, done=lambda each: f"登记了{each.name}")
        again = post(request_, sent_form(), failing(BEFORE), to=page_of, done="不说第二次")
    assert (where(first), where(again)) == ("/bodies/17/", "/bodies/17/")
    messages.success.assert_called_once_with(request_, "登记了文化馆")
    [(_request, told)] = [each.args for each in messages.warning.call_args_list]
    assert "这次没有再保存" in told


def test_what_is_shown_but_once_is_not_shown_again(request_: HttpRequest) -> None:
    first = post(
        request_, sent_form(), lambda: "甲乙丙", to=page_of, answer=lambda word: HttpResponse(f"密码{word}")
    )
    assert first is not None
    assert first.content.decode() == "密码甲乙丙"
    again = post(
        request_, sent_form(), failing(BEFORE), to=page_of, answer=lambda word: HttpResponse(f"密码{word}")
    )
    assert where(again) == "/bodies/17/"


def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(request_: HttpRequest) -> None:
    form, refusal = sent_form(), Refusal("已经有同名的单位", "请核对", field="name")
    assert post(request_, form, failing(refusal), to=page_of) is None
    assert (form.refusal, form["name"].value()) == (refusal, "云岭县文化馆")
    assert form.errors["name"] == ["已经有同名的单位。请核对"]


def test_whoever_was_overtaken_is_given_the_newest_version_and_nobody_else(request_: HttpRequest) -> None:
    late, refused = sent_form(), sent_form()
    assert post(request_, late, failing(Stale("王局长", "10:05")), to=page_of, version_now=lambda: 7) is None
    assert (late.version, late["name"].value()) == (7, "云岭县文化馆")
    assert post(request_, refused, failing(NotAllowed("不由您办")), to=page_of, version_now=lambda: 7) is None
    assert refused.version == 1


def test_rules_that_stand_in_the_way_are_shown_by_their_cards(request_: HttpRequest) -> None:
    form = sent_form()
    assert accept(form, failing(AgainstTheLaw([CARD]))) is None
    assert form.refusal.cards == (CARD,)
    assert not form.errors


def test_what_is_not_there_is_no_form_s_business(request_: HttpRequest) -> None:
    with pytest.raises(NotFound):
        post(request_, sent_form(), failing(NotFound()), to=page_of)


def test_a_button_pressed_twice_leads_on_and_its_refusal_has_a_page_of_its_own(
    request_: HttpRequest,
) -> None:
    assert where(post_button(request_, failing(BEFORE), to="/here/", done="不说第二次")) == "/here/"
    with pytest.raises(Refusal, match="已经停用"):
        post_button(request_, failing(Refusal("已经停用")), to="/here/")


@pytest.mark.parametrize("reason", ["", "    ", "太急了呀", " 太急了呀  "])
def test_a_reason_has_five_characters_and_the_refusal_names_the_verb(reason: str) -> None:
    with pytest.raises(Refusal, match="退回要写明理由，至少5个字") as refused:
        required_reason(reason, "退回")
    assert refused.value.field == "reason"
    assert required_reason("  绩效目标缺  ", "退回") == "绩效目标缺"


def test_a_reason_that_nobody_can_see_is_none() -> None:
    with pytest.raises(Refusal, match="至少5个字"):
        required_reason("\u200b\u200e\u2060\ufeff\u200d\u200b", "退回")
