"""`goufu rules`, `goufu words` and `goufu parameters`, as a lawyer types them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from goufu.law.commands.parameters import parameters
from goufu.law.commands.rules import rules
from goufu.law.commands.words import words
from goufu.law.load import load_rulebook


def run(*typed: str) -> Result:
    return CliRunner().invoke(rules, list(typed))


def ids(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return [line.partition("\t")[0] for line in result.stdout.splitlines()]


def test_all_rules_are_listed_without_a_word() -> None:
    assert ids(run()) == list(load_rulebook().rules)


def test_rules_are_found_by_their_words() -> None:
    found = ids(run("化整为零"))
    assert "plan.no-splitting" in found
    assert "plan.budgeted" not in found


def test_several_words_must_all_be_there() -> None:
    assert set(ids(run("签订", "公告"))) < set(ids(run("签订")))


def test_the_sentence_is_searched_too() -> None:
    assert "contract.published-in-time" in ids(run("第2个工作日"))


@pytest.mark.parametrize("stage", ["plan", "计划", "计划阶段"])
def test_a_stage_has_an_english_and_a_chinese_name(stage: str) -> None:
    found = ids(run("--stage", stage))
    assert found
    assert {each.partition(".")[0] for each in found} == {"plan"}


def test_an_unknown_stage_is_refused_with_those_that_are_there() -> None:
    result = run("--stage", "付款")
    assert result.exit_code == 1
    assert "没有阶段“付款”" in result.output
    assert "支付（payment）" in result.output


@pytest.mark.parametrize(
    "article",
    ["管理办法第二十四条", "《管理办法》第二十四条", "管理办法第24条", "管理办法 24", "order-102:24", "财政部令第102号第24条"],
)  # fmt: skip
def test_an_article_is_found_by_its_name(article: str) -> None:
    assert ids(run("--article", article, "--stage", "合同")) == [
        "contract.term-over-one-year",
        "contract.term-within-three-years",
    ]


def test_an_article_brings_its_items() -> None:
    whole, item = ids(run("--article", "管理办法第十条")), ids(run("--article", "管理办法第十条第三项"))
    assert "plan.item-not-goods-or-works" in item
    assert set(item) < set(whole)
    assert set(ids(run("--article", "管理办法第一条"))) == set()  # not those of 第十一条


def test_a_text_is_all_its_articles() -> None:
    assert set(ids(run("--article", "管理办法第十条"))) < set(ids(run("--article", "管理办法")))
    assert ids(run("--article", "order-102")) == ids(run("--article", "管理办法"))


@pytest.mark.parametrize(
    ("article", "said"),
    [
        ("管理办法第九十九条", "《管理办法》里没有收录“第九十九条”"),
        ("order-102:99", "没有收录“99”"),
        ("办理办法第二条", "是不是：管理办法"),
        ("乱写", "没有条款“乱写”"),
    ],
)
def test_an_article_that_is_not_there_is_an_error(article: str, said: str) -> None:
    result = run("--article", article)
    assert result.exit_code == 1
    assert said in result.output


def test_the_values_of_a_place_and_a_day_are_shown() -> None:
    def value(place: str) -> str:
        result = run("--place", place, "--on", "2026-06-01", "--stage", "计划")
        [line] = [
            line for line in result.stdout.splitlines() if line.startswith("plan.over-limit-is-procurement")
        ]
        return line.split("\t")[-1]

    assert value("410100") == "分散采购限额标准（货物、服务） 100万元"
    assert value("410101") == "分散采购限额标准（货物、服务） 30万元"


def test_a_day_before_the_rule_leaves_it_out() -> None:
    assert "plan.no-splitting" not in ids(run("--on", "2010-01-01"))


@pytest.mark.parametrize("place", ["4", "410", "云岭县", "4101000"])
def test_a_place_is_a_code_of_two_four_or_six_digits(place: str) -> None:
    result = run("--place", place)
    assert result.exit_code == 2
    assert "请写六位数字" in result.output


def test_a_rule_is_shown_by_its_title() -> None:
    by_title, by_id = run("show", "不得化整为零规避公开招标"), run("show", "plan.no-splitting")
    assert by_title.output == by_id.output
    assert "要求  同一购买主体同一年度" in by_id.output


def test_a_rule_is_shown_with_the_numbers_of_a_place() -> None:
    shown = run("show", "plan.no-splitting", "--place", "410100", "--on", "2026-06-01").output
    assert "预算金额合计超过400万元的" in shown
    assert "参数  公开招标数额标准（货物、服务）：400万元，区划4101 市级" in shown
    assert shown.count("参数  ") == 1


def test_a_rule_that_does_not_hold_there_says_so() -> None:
    assert "不生效" in run("show", "plan.no-splitting", "--on", "2010-01-01").output
    assert "不生效" not in run("show", "plan.no-splitting", "--on", "2026-01-01").output


def test_no_two_rules_have_one_title() -> None:
    titles = [rule.title for rule in load_rulebook().rules.values()]
    assert len(titles) == len(set(titles))


def test_a_rule_that_may_be_read_otherwise_says_how() -> None:
    shown = run("show", "procurement.tender-wait").output
    said = "可以有不同读法，由人核查"
    assert shown.index("要求  ") < shown.index(said) < shown.index("例子  十九日")
    assert said not in run("show", "plan.budgeted").output


def test_what_several_rules_are_called_is_asked_back_with_their_numbers() -> None:
    result = run("show", "期限不超过三年")
    assert result.exit_code == 1
    assert "  plan.term-within-three-years  合同期限不超过三年\n" in result.output
    assert "  contract.term-within-three-years  签订的合同期限不超过三年\n" in result.output


def test_a_rule_tells_of_those_with_nearly_its_title() -> None:
    result = run("show", "合同期限不超过三年")
    assert result.exit_code == 0
    assert "plan.term-within-three-years" in result.output
    assert "contract.term-within-three-years" in result.output


def test_the_row_that_decides_is_told_from_the_others() -> None:
    lines = run("show", "contract.supplement-ceiling").output.splitlines()
    [line] = [line for line in lines if line.startswith("例子  多一分：")]
    answered, _, others = line.partition("一起看的还有 1 行，其中不同的是：")
    assert "回答的是这一行：" in answered
    assert "合同金额：60,000.00元" in answered
    assert others == "（1）合同金额：40,000.01元 → 不符合"
    [alone] = [line for line in lines if line.startswith("例子  一份补充合同：")]
    assert "这一行" not in alone


def test_a_change_of_a_value_shows_both() -> None:
    found = run("diff", "2022-06-01", "2022-07-31").stdout
    assert (
        "变为\t参数\tsmall_price_deduction_max_percent\t小微企业价格扣除比例上限：10%（待核对） → 20%"
        in found
    )
    assert "失效\t参数\tsmall_price_deduction_max_percent" not in found


def test_an_unchecked_value_is_marked_in_the_changes() -> None:
    unchecked = [
        (parameter, value)
        for parameter in load_rulebook().parameters.values()
        for value in parameter.values
        if not value.verified
    ]
    assert unchecked
    found = run("diff", "1990-01-01", "2030-01-01").stdout
    for parameter, value in unchecked:
        lines = [
            line
            for line in found.splitlines()
            if f"\t{parameter.name}\t" in line and line.startswith(str(value.from_))
        ]
        assert any("（待核对）" in line.split("\t")[4] for line in lines), parameter.name


def test_a_word_list_says_its_words_and_who_uses_it() -> None:
    shown = CliRunner().invoke(words, ["规模条件"]).output
    assert shown == CliRunner().invoke(words, ["scale_terms"]).output
    assert "注册资本金、注册资本、注册资金" in shown
    assert "goufu rules show procurement.scale-terms\n" in shown
    assert "goufu rules show procurement.scale-terms-mentioned\n" in shown


def test_all_word_lists_are_listed() -> None:
    listed = CliRunner().invoke(words, []).stdout.splitlines()
    assert set(load_rulebook().words) <= {line.partition("\t")[0] for line in listed}


@pytest.mark.parametrize("command", [words, parameters])
def test_an_unknown_name_is_an_error(command: object) -> None:
    result = CliRunner().invoke(command, ["没有的"])  # type: ignore[arg-type]
    assert result.exit_code == 1
    assert "“没有的”" in result.output


def test_a_parameter_says_its_values_and_who_reads_it() -> None:
    shown = CliRunner().invoke(parameters, ["小微企业价格扣除比例上限"]).output
    assert "10%（待核对）\t全国\t自2021-01-01至2022-06-30" in shown
    assert "20%\t全国\t自2022-07-01起" in shown
    assert "goufu rules show procurement.price-deduction" in shown


def test_parameters_are_listed_as_they_hold_in_a_place() -> None:
    listed = CliRunner().invoke(parameters, ["--place", "410100", "--on", "2026-06-01"]).stdout
    assert "procurement_threshold_yuan\t分散采购限额标准（货物、服务）\t100万元" in listed


def test_a_number_of_one_place_never_looks_like_one_of_the_whole_country() -> None:
    listed = CliRunner().invoke(parameters, []).stdout
    assert "archive_months\t采购文件归档的时限\t区划32 1个月" in listed
    assert "\t省级 50万元（待核对）；市级、县级 30万元（待核对）\n" in listed
    assert "procurement_threshold_yuan\t分散采购限额标准（货物、服务）\t各地各级不同：" in listed
    assert "performance_deposit_max_percent\t履约保证金占合同金额的上限\t10%\n" in listed


def test_a_word_is_found_in_its_lists_with_the_rules() -> None:
    found = CliRunner().invoke(words, ["土石方"])
    assert found.exit_code == 0
    lines = {line.split("\t")[0]: line.split("\t")[1:] for line in found.stdout.splitlines()}
    title, said, rules_using = lines["works.works_nouns"]
    assert (title, "土石方工程" in said, "工程不得作为服务购买" in rules_using) == ("工程的名称", True, True)
    shown = CliRunner().invoke(words, ["works.works_nouns"]).output
    assert "事实  属于工程的部分（works）" in shown
    assert "goufu rules show plan.screen-works" in shown
    assert "works.works_nouns" in run("show", "plan.screen-works").output
