"""The pages of word lists and parameters, and the way from a rule to them and back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from goufu.law import word_lists as lists
from goufu.law.conditions import conditions_of
from goufu.law.load import HOME
from goufu.law.model import Rule, Rulebook
from goufu.reader import normal
from goufu.reader.clauses import read_clauses

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def forget() -> None:
    lists.word_lists.cache_clear()
    lists.rules_by_list.cache_clear()


def named_lists(rule: Rule) -> set[str]:
    """The lists that a rule's condition names, those that it leaves aside as well."""
    return set(re.findall(r"\{([a-z][a-z0-9_]*)\}", f"{rule.applies} {rule.must}"))


def test_a_rule_leads_to_its_word_lists_and_back(client: Client, book: Rulebook) -> None:
    with_lists = [rule for rule in book.rules.values() if named_lists(rule)]
    assert len(with_lists) > 5
    for rule in with_lists:
        shown = page(client, f"/rules/{rule.id}/")
        for name in named_lists(rule):
            assert f'href="/rules/words/{name}/"' in shown, rule.id
            assert f'href="/rules/{rule.id}/"' in page(client, f"/rules/words/{name}/"), rule.id


def test_a_rule_leads_to_its_parameters_and_back(client: Client) -> None:
    assert 'href="/rules/parameters/contract_notice_workdays/"' in page(
        client, "/rules/contract.published-in-time/"
    )
    shown = page(client, "/rules/parameters/contract_notice_workdays/")
    assert 'href="/rules/contract.published-in-time/"' in shown
    assert "2个工作日" in shown
    assert "#article-" in shown


def test_all_lists_and_parameters_are_listed(client: Client, book: Rulebook) -> None:
    words, numbers = page(client, "/rules/words/"), page(client, "/rules/parameters/")
    assert [name for name in book.words if f'href="/rules/words/{name}/"' not in words] == []
    assert [name for name in book.parameters if f'href="/rules/parameters/{name}/"' not in numbers] == []


def test_every_list_that_is_linked_has_its_page(client: Client, book: Rulebook) -> None:
    linked = {
        address
        for rule in book.rules
        for address in re.findall(
            r'href="(/rules/(?:words|parameters)/[^"]+)"', page(client, f"/rules/{rule}/")
        )
    }
    assert len(linked) > 100
    for address in sorted(linked):
        page(client, address)


@pytest.mark.parametrize(
    ("kind", "name"), [("words", "scale_term"), ("parameters", "contract_notice_workday")]
)
def test_a_name_that_is_not_there_is_told(client: Client, kind: str, name: str) -> None:
    shown = page(client, f"/rules/{kind}/{name}/", 404)
    assert f"没有编号为“{name}”的规则、制度、参数或者词表" in shown
    assert f'href="/rules/{kind}/{name}s/"' in shown


def test_a_list_of_the_reader_says_what_it_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    (tmp_path / "words").mkdir()
    written = '[structures]\ntitle = "建筑物"\nwords = ["桥梁", "泵站"]\n'
    (tmp_path / "words" / "works.toml").write_text(written, encoding="utf-8")
    monkeypatch.setattr(lists, "READER", tmp_path)
    forget()
    try:
        shown = page(client, "/rules/words/works.structures/")
        assert "标的：工程，以及和工程打包的" in shown
        assert "<li>桥梁</li><li>泵站</li>" in shown
        assert 'href="/rules/words/works.structures/"' in page(client, "/rules/words/")
    finally:
        forget()


def test_every_list_of_the_reader_says_what_is_read_with_it() -> None:
    assert [each.name for each in lists.word_lists().values() if "." in each.name and not each.facts] == []


def test_no_list_of_the_reader_is_called_as_one_of_the_rules() -> None:
    names = [each.name.rpartition(".")[2] for each in lists.word_lists().values()]
    assert sorted({name for name in names if names.count(name) > 1}) == [], (
        "two lists say in their names what differs"
    )


def test_the_words_are_those_of_the_files(client: Client) -> None:
    file = (HOME / "words" / "discrimination.toml").read_text(encoding="utf-8")
    [listed] = re.findall(r'\[scale_terms\]\ntitle = "[^"]+"\nwords = \[([^\]]+)\]', file)
    shown = page(client, "/rules/words/scale_terms/")
    assert re.findall(r"<li>([^<]+)</li>", shown.partition("law-words")[2]) == re.findall(
        r'"([^"]+)"', listed
    )


def test_a_rule_s_page_reads_as_its_sentence(client: Client) -> None:
    shown = page(client, "/rules/contract.published-in-time/")
    assert "合同公告日（没有公告合同的，按适用日期）不得晚于合同签订日后第2个工作日。" in shown


def test_the_example_s_row_that_decides_is_told(client: Client) -> None:
    assert "一起看的还有 1 行，其中不同的是：（1）合同金额：40,000.01元" in page(
        client, "/rules/contract.supplement-ceiling/"
    )


def test_changes_show_both_values(client: Client) -> None:
    shown = page(client, "/rules/changes/?from=2022-06-01&to=2022-07-31")
    assert "小微企业价格扣除比例上限：10%（待核对） → 20%" in shown
    assert 'href="/rules/parameters/small_price_deduction_max_percent/"' in shown


def test_rules_are_searched_by_sentence_and_stage(client: Client) -> None:
    assert "contract.published-in-time" in page(client, "/rules/?q=第2个工作日+合同")


def test_a_rule_that_asks_what_was_read_leads_to_the_readers_lists_and_back(
    client: Client, book: Rulebook
) -> None:
    asking = {
        rule.id: fact
        for rule in book.rules.values()
        for fact in book.stages[rule.stage].read
        if fact != "reader_version"
        and not fact.startswith("learned_")  # a model's guess, behind which there are no lists
        and fact in conditions_of(rule, book).facts
    }
    assert len(asking) > 20
    for rule, fact in asking.items():
        behind = lists.readings_behind(fact)
        assert behind, fact
        shown = page(client, f"/rules/{rule}/")
        for each in behind:
            assert f'href="/rules/words/{each.name}/"' in shown, (rule, each.name)
    shown = page(client, "/rules/words/persons.hiring/")
    assert "派遣、招聘人员的说法" in shown
    assert 'href="/rules/plan.screen-labour-dispatch/"' in shown
    assert all(each.facts for each in lists.word_lists().values() if each.feeds)


def test_words_are_found_in_their_lists_with_the_rules(client: Client) -> None:
    shown = page(client, "/rules/words/?q=土石方")
    found = shown[shown.index("found-lists") : shown.index("rules-lists")]
    assert 'href="/rules/words/works.works_nouns/"' in found
    assert "土石方工程" in found
    assert 'href="/rules/plan.screen-works/"' in found
    assert "persons.hiring" not in found
    assert "没有词表有这个词" in page(client, "/rules/words/?q=没有这样的词")


@pytest.mark.parametrize(
    "need",
    [
        "拆除旧围墙800米，新建公厕2座",
        "购置电脑5台、打印机2台",
        "合同期限2026年至2029年",
        "合同期限为五年",
        "所需经费由企业赞助解决",
        "整理涉密文件2000卷",
        "提供文员6名，由我局面试，月工资4500元",
        "银行贷款的本息由县财政偿还",
        "乙方垫资建设",
    ],
)
def test_the_lists_of_short_words_name_the_facts_for_which_they_are_asked(need: str) -> None:
    facts, _ = read_clauses("", normal(need).text)
    assert facts
    assert facts.keys() <= {*lists.word_lists()["triggers.need_triggers"].facts}


def test_powers_are_asked_for_by_their_own_signs() -> None:
    listed = lists.word_lists()
    assert "duty" in listed["triggers.power_signs"].facts
    assert "duty" not in listed["triggers.need_triggers"].facts
    assert "works" not in listed["triggers.title_triggers"].facts
