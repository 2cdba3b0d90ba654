"""The components, as people and screen readers get them."""

from __future__ import annotations

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory


@pytest.mark.parametrize(("kind", "sign"), [("ok", "✓"), ("warn", "!"), ("stop", "✕"), ("info", "…")])
def test_a_state_has_sign_and_word(kind: str, sign: str) -> None:
    html = render_to_string("components/state.html", {"kind": kind, "word": "可购买"})
    assert sign in html
    assert "可购买" in html


def test_a_refusal_says_why_under_what_by_which_facts_and_what_to_do() -> None:
    html = render_to_string(
        "components/refusal.html",
        {
            "kind": "stop",
            "title": "不得购买",
            "why": "合同期限48个月，超过三年。",
            "articles": [
                {"citation": "管理办法 第二十四条", "url": "/rules/x"},
                {"citation": "87号文", "url": ""},
            ],
            "facts": [{"title": "合同期限", "value": "48个月"}],
            "remedy": "改为三年以内。",
        },
    )
    for words in (
        "不得购买",
        "超过三年",
        '<a href="/rules/x">管理办法 第二十四条</a>',
        "合同期限：48个月",
        "改为三年以内",
    ):
        assert words in html


def test_what_users_wrote_is_escaped() -> None:
    html = render_to_string(
        "components/empty.html", {"title": "<script>", "text": "", "url": "", "action": ""}
    )
    assert "<script>" not in html


def test_counts_show_number_and_word() -> None:
    counts = [{"number": 161, "kind": "ok", "word": "可购买", "url": ""}]
    html = render_to_string("components/counts.html", {"counts": counts})
    assert "161" in html
    assert "可购买" in html


def test_moving_through_a_list_keeps_the_search(rf: RequestFactory) -> None:
    page = Paginator(range(100), 25).page(2)
    html = render_to_string("components/pagination.html", {"page": page}, rf.get("/?q=养老&page=2"))
    assert "page=1" in html
    assert "page=3" in html
    assert html.count("q=%E5%85%BB%E8%80%81") == 2
    assert "第 2 / 4 页，共 100 条" in html


def test_a_single_page_needs_no_moving(rf: RequestFactory) -> None:
    page = Paginator(range(3), 25).page(1)
    assert render_to_string("components/pagination.html", {"page": page}, rf.get("/")).strip() == ""
