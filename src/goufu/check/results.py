"""Results of the check of a line: verdict, findings, suggestions, and cells that gave no fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from goufu.catalogue.suggest import Suggestion
from goufu.check.wanting import UnansweredRule, Wanting, by_fact
from goufu.files.cells import CellProblem
from goufu.law.answers import Answer, Failure
from goufu.law.cards import title_of
from goufu.law.model import Rulebook, Severity

UNANSWERED = "没能回答"
_FACTS_NAMED = 2  # of those that are wanting, in each row
VERDICT_KINDS = _VERDICT, _DATA = "结论", "数据"  # of the summary's first rows
OUR_COLUMNS = ("结论", "原因", "依据", "怎么办", UNANSWERED, "建议目录", "数据问题")


class LineVerdict(StrEnum):
    """Whether a line may be bought as a government service, gravest first."""

    REFUSED = "refused"
    REVIEW = "review"
    IMPROVE = "improve"
    CLEAR = "clear"
    SKIPPED = "skipped"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def short(self) -> str:
        """The label for a column of a table."""
        return "未见不得购买" if self is LineVerdict.CLEAR else self.label


_LABELS = {
    LineVerdict.REFUSED: "不得购买",
    LineVerdict.REVIEW: "需人工核查",
    LineVerdict.IMPROVE: "需完善",
    LineVerdict.CLEAR: "没有查出不得购买的情形",
    LineVerdict.SKIPPED: "未检查",
}
_GRAVITY = {verdict: order for order, verdict in enumerate(LineVerdict)}
_BY_SEVERITY = {
    Severity.BLOCK: LineVerdict.REFUSED,
    Severity.REVIEW: LineVerdict.REVIEW,
    Severity.WARN: LineVerdict.IMPROVE,
    Severity.INFO: LineVerdict.CLEAR,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that the line does not meet. `citations` are its articles for display, `articles` their references."""

    rule: str
    title: str
    severity: str
    citations: tuple[str, ...]
    articles: tuple[str, ...]
    message: str
    remedy: str

    def __hash__(self) -> int:
        return hash((self.rule, self.message))

    @classmethod
    def of(cls, answer: Answer | Failure) -> Finding:
        return cls(
            rule=answer.rule.id,
            title=answer.rule.title,
            severity=answer.severity.value,
            citations=answer.citations,
            articles=answer.rule.articles,
            message=answer.message,
            remedy=answer.rule.remedy,
        )


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The rules that could not answer for want of facts: their number, and those that block.

    `blocking`: of each the rule's id, its title, and the titles of the facts that are wanting. `words` says how many
    rules could not answer, and what most of the blocking ones among them want, the whole of which stands once in the summary;
    "" where all could. One object serves all lines of a kind.
    """

    count: int = 0
    blocking: tuple[UnansweredRule, ...] = ()
    words: str = ""

    def __hash__(self) -> int:
        return hash(self.words)

    @classmethod
    def of(cls, answers: Sequence[Answer], book: Rulebook) -> Unanswered:
        return cls.made(
            len(answers),
            [unanswered_rule(each, book) for each in answers if each.rule.severity is Severity.BLOCK],
        )

    @classmethod
    def made(cls, count: int, blocking: Iterable[tuple[str, str, Iterable[str]]]) -> Unanswered:
        """The same of so many rules, and the blocking ones among them."""
        rules = tuple((rule, title, tuple(facts)) for rule, title, facts in blocking)
        wanting = [each.fact for each in by_fact(dict.fromkeys(rules, 0))]
        words = f"{count}条规则没能回答" if count else ""
        if rules:
            more = f"等{len(wanting)}项" if len(wanting) > _FACTS_NAMED else ""
            words += f"；其中{len(rules)}条不得实施的规则缺：{'、'.join(wanting[:_FACTS_NAMED])}{more}"
        return cls(count, rules, words)

    @property
    def wanting(self) -> list[Wanting]:
        """What the blocking rules wait for, fact by fact."""
        return by_fact(dict.fromkeys(self.blocking, 0))


def unanswered_rule(answer: Answer, book: Rulebook) -> UnansweredRule:
    """The rule of an answer that misses facts, with the titles of these."""
    wanted = tuple(title_of(name, answer.rule.stage, book) for name in answer.missing)
    return answer.rule.id, answer.rule.title, wanted


ALL_ANSWERED = Unanswered()


@dataclass(frozen=True, slots=True)
class BodyQuestion:
    """A rule that is a question about a body, and not a finding about a line: asked once for all lines that name it."""

    rule: str
    title: str
    about: str
    remedy: str


class LineProblem(NamedTuple):
    """What a line's cells lack, and what to do about it, each in whole sentences."""

    cause: str
    remedy: str

    @classmethod
    def of(cls, cell: CellProblem) -> LineProblem:
        return cls(cell.cause, f"{cell.remedy}。")

    def __str__(self) -> str:
        return f"{self.cause}{self.remedy}"


_NAMELESS = LineProblem("没有项目名称，看不出买的是什么。", "请填写项目名称。")


@dataclass(frozen=True, slots=True)
class LineResult:
    """A line of the list with its answer. `raw` holds the line's own cells; `reason` is why it was not checked.

    `marks` say what the rules that are met rest on and nobody has verified.
    """

    number: int
    raw: tuple[str, ...]
    verdict: LineVerdict
    title: str = ""
    amount_yuan: Decimal | None = None
    findings: tuple[Finding, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    problems: tuple[LineProblem, ...] = ()
    reason: str = ""
    marks: tuple[str, ...] = ()
    unanswered: Unanswered = ALL_ANSWERED
    questions: tuple[BodyQuestion, ...] = ()

    def texts(self) -> tuple[str, str, str, str, str, str, str]:
        """The cells of OUR_COLUMNS."""
        lacks = () if self.reason else self.problems or (() if self.title else (_NAMELESS,))
        return (
            f"{self.verdict.label}：{self.reason}" if self.reason else self.verdict.label,
            *(_said_with(self.findings, self.marks, lacks) if lacks else _said(self.findings, self.marks)),
            self.unanswered.words,
            _lines(f"{entry.code} {entry.name}" for entry in self.suggestions) if self.suggestions else "",
            _lines(map(str, self.problems)) if self.problems else "",
        )


@lru_cache(maxsize=4096)  # few different things are said of many lines
def _said(findings: tuple[Finding, ...], marks: tuple[str, ...]) -> tuple[str, str, str]:
    return (
        _lines([*(finding.message for finding in findings), *map(of_passes, marks)]),
        _lines("、".join(finding.citations) for finding in findings),
        _lines(finding.remedy for finding in findings),
    )


def _said_with(
    findings: tuple[Finding, ...], marks: tuple[str, ...], problems: Sequence[LineProblem]
) -> tuple[str, str, str]:
    """The same of a line whose cells lack something, which is said first."""
    causes, articles, remedies = _said(findings, marks)
    return (
        _lines([*(each.cause for each in problems), *causes.split("\n")]),
        articles,
        _lines([*(each.remedy for each in problems), *remedies.split("\n")]),
    )


def of_passes(mark: str) -> str:
    """The mark as a sentence about the rules that are met."""
    return f"符合的规则里，{mark}。"


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))


def verdict_of(findings: Iterable[Finding], *, has_problems: bool) -> LineVerdict:
    """The verdict of the gravest finding; with unreadable cells, at least IMPROVE."""
    gravest = _gravest(tuple(findings))
    return min(gravest, LineVerdict.IMPROVE, key=_GRAVITY.__getitem__) if has_problems else gravest


@lru_cache(maxsize=4096)
def _gravest(findings: tuple[Finding, ...]) -> LineVerdict:
    verdicts = [_BY_SEVERITY[Severity(finding.severity)] for finding in findings]
    return min(verdicts, key=_GRAVITY.__getitem__, default=LineVerdict.CLEAR)


@lru_cache(maxsize=4096)
def _rules(findings: tuple[Finding, ...]) -> frozenset[tuple[str, str]]:
    return frozenset((finding.rule, finding.title) for finding in findings)


@dataclass(slots=True)
class Summary:
    """The numbers of lines by verdict and by rule, counted while the lines pass through `counting`.

    `unanswered` counts the lines by what could not be answered of them, `questions` those that each question is about.
    """

    verdicts: Counter[LineVerdict] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    questions: Counter[BodyQuestion] = field(default_factory=Counter)
    unanswered: Counter[Unanswered] = field(default_factory=Counter)
    with_problems: int = 0

    def counting(self, lines: Iterable[LineResult]) -> Iterator[LineResult]:
        for line in lines:
            self.verdicts[line.verdict] += 1
            self.with_problems += bool(line.problems)
            for rule in _rules(line.findings):
                self.rules[rule] += 1
            if line.questions:
                self.questions.update(line.questions)
            if line.unanswered.count:
                self.unanswered[line.unanswered] += 1
            yield line

    def blocking_unanswered(self) -> Counter[UnansweredRule]:
        """The numbers of lines by blocking rule that could not answer, with the facts that it wants."""
        counted: Counter[UnansweredRule] = Counter()
        for unanswered, lines in self.unanswered.items():
            for each in unanswered.blocking:
                counted[each] += lines
        return counted

    def rows(self) -> Iterator[tuple[str, str, int]]:
        """The rows of the summary: (kind, name, number of lines)."""
        for verdict in LineVerdict:
            yield _VERDICT, verdict.label, self.verdicts[verdict]
        yield _DATA, "有数据问题的行", self.with_problems
        for (rule, title), count in sorted(self.rules.items(), key=lambda item: (-item[1], item[0])):
            yield "规则", f"{title}（{rule}）", count
        for question, count in self.questions.most_common():
            yield "要回答", f"{question.about}：{question.title}", count
        for wanting in by_fact(self.blocking_unanswered()):
            yield UNANSWERED, wanting.words, wanting.lines
