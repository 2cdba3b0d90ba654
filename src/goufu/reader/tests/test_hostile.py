"""Texts that nobody writes in earnest: the time that reading takes grows with their length and no faster."""

from __future__ import annotations

import gc
import time
import unicodedata
from collections.abc import Callable

import pytest

from goufu.files.cells import clean, tidy
from goufu.files.folding import folded
from goufu.files.unseen import MOST_MARKS, few_marks
from goufu.reader import normal, read, read_contract
from goufu.reader.secrecy import secret
from goufu.reader.sentences import LONGEST_CLAUSE, LONGEST_SENTENCE, sentences

SHORT, TIMES, MOST_GROWTH, TRIES = 2_500, 4, 6, 3
TITLE = "保洁服务"
# what is repeated
IN_NEEDS = (
    "派驻10名人员，", "由我局统一管理考勤", "保洁员", "陪检员和", "甲方有权更换人员，", "甲方有权更换人员", "由他决定人员，",
    "如甲方要求派驻人员，", "甲方确认的计划安排人员", "研究讨论派遣人员工资", "派驻10名人员。", "竞赛奖金由甲方核定",
    "甲方有更换人员意见，", "乙方垫资建设，分期偿还本金利息，", "经我局面试录用招聘人员", "派遣人员到", "同工同酬，",
    "2020-2021年服务期3年", "核定救助金额", "承揽人及", "承接单位不",
)  # fmt: skip
IN_TITLES = (
    "和平和平区",
    "《办",
    "监理、（甲）",
    "项目：甲",
    "公司",
    "2020-2021年服务期3年",
    "（建设",
    "道路、",
)
# marks of different classes, which are put in order
MARKS = "\u0315\u0300"


def _spent(act: Callable[[str], object], text: str) -> float:
    gc.collect()
    begun = time.process_time()
    act(text)
    return time.process_time() - begun


def _grows_no_faster(act: Callable[[str], object], make: Callable[[int], str]) -> bool:
    """Whether the longer text takes little more than its share, at least once; what takes no time has no growth."""
    act(make(100))
    return any(_is_in_proportion(act, make(SHORT), make(SHORT * TIMES)) for _ in range(TRIES))


def _is_in_proportion(act: Callable[[str], object], short: str, long: str) -> bool:
    spent = _spent(act, long)
    return spent < 0.05 or spent <= MOST_GROWTH * _spent(act, short)


def _repeated(piece: str) -> Callable[[int], str]:
    return lambda size: (piece * size)[:size]


def _need(text: str) -> object:
    return read(TITLE, text)


@pytest.mark.parametrize("read_text", [_need, read_contract])
@pytest.mark.parametrize("piece", IN_NEEDS)
def test_a_need_and_a_contract_take_their_share(read_text: Callable[[str], object], piece: str) -> None:
    assert _grows_no_faster(read_text, _repeated(piece))


def test_many_secrets_that_stay_away_take_their_share() -> None:
    assert _grows_no_faster(lambda text: secret(normal(text).text), lambda size: "密件不交乙方，" * size)


def test_many_digits_take_their_share() -> None:
    assert _grows_no_faster(_need, lambda size: "新建" + "1" * size)


@pytest.mark.parametrize("piece", IN_TITLES)
def test_a_title_takes_its_share(piece: str) -> None:
    assert _grows_no_faster(read, lambda size: TITLE + _repeated(piece)(size) + "—甲乙丙丁")


@pytest.mark.parametrize("act", [normal, folded, clean, tidy])
def test_marks_on_one_sign_take_their_share(act: Callable[[str], object]) -> None:
    assert _grows_no_faster(act, lambda size: "a" + _repeated(MARKS)(size))


@pytest.mark.parametrize("act", [lambda text: normal(text).text, folded, clean, tidy])
def test_a_sign_bears_as_many_marks_as_a_script_may_have(act: Callable[[str], str]) -> None:
    written = unicodedata.normalize("NFD", act("甲" + MARKS * 40 + "乙"))
    assert written[0] == "甲"
    assert written[-1] == "乙"
    assert len(written) == MOST_MARKS + 2
    few = "甲" + MARKS * (MOST_MARKS // 2) + "乙"
    assert few_marks(few) == few


def test_who_acts_is_handed_on_through_all_clauses() -> None:
    need = "甲方派驻人员，" + "派驻10名人员，" * 500
    assert {clause.subject for sentence in sentences(normal(need).text) for clause in sentence.clauses} == {
        "purchaser"
    }


def test_he_is_whom_any_clause_before_named_last() -> None:
    (*_, sentence) = sentences(normal("甲方派驻人员，" + "派驻人员，由他决定，" * 500).text)
    assert [party.who for party in sentence.clauses[-1].parties] == ["purchaser"]


def test_what_has_no_punctuation_is_read_whole() -> None:
    """No word is lost or cut where a long clause or sentence is read in several."""
    for piece in ("由我局统一管理考勤", "派驻10名人员,"):
        text = piece * 500
        read_as = list(sentences(text))
        clauses = [clause for sentence in read_as for clause in sentence.clauses]
        assert "".join(clause.words for clause in clauses) == text.replace(",", "")
        assert all(clause.end - clause.start <= LONGEST_CLAUSE for clause in clauses)
        assert all(sentence.end - sentence.start <= LONGEST_SENTENCE for sentence in read_as)
        assert {token.word for clause in clauses for token in clause.tokens} == {
            token.word for sentence in sentences(piece) for token in sentence.clauses[0].tokens
        }
