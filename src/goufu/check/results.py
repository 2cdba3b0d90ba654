"""Results of the check of a line: verdict, findings, suggestions, and cells that gave no fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from goufu.catalogue.suggest import Suggestion
from goufu.law.answers import Answer
from goufu.law.model import Severity

OUR_COLUMNS = ("结论", "原因", "依据", "怎么办", "建议目录", "数据问题")


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


_LABELS = {
    LineVerdict.REFUSED: "不得购买",
    LineVerdict.REVIEW: "需人工核查",
    LineVerdict.IMPROVE: "需完善",
    LineVerdict.CLEAR: "可购买",
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

    @classmethod
    def of(cls, answer: Answer) -> Finding:
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
    problems: tuple[str, ...] = ()
    reason: str = ""
    marks: tuple[str, ...] = ()

    def texts(self) -> tuple[str, str, str, str, str, str]:
        """The cells of OUR_COLUMNS."""
        return (
            f"{self.verdict.label}：{self.reason}" if self.reason else self.verdict.label,
            _lines([*(finding.message for finding in self.findings), *map(of_passes, self.marks)]),
            _lines("、".join(finding.citations) for finding in self.findings),
            _lines(finding.remedy for finding in self.findings),
            _lines(f"{entry.code} {entry.name}" for entry in self.suggestions),
            _lines(self.problems),
        )


def of_passes(mark: str) -> str:
    """The mark as a sentence about the rules that are met."""
    return f"符合的规则里，{mark}。"


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))


def verdict_of(findings: Iterable[Finding], *, has_problems: bool) -> LineVerdict:
    """The verdict of the gravest finding; with unreadable cells, at least IMPROVE."""
    verdicts = [_BY_SEVERITY[Severity(finding.severity)] for finding in findings]
    if has_problems:
        verdicts.append(LineVerdict.IMPROVE)
    return min(verdicts, key=_GRAVITY.__getitem__, default=LineVerdict.CLEAR)


@dataclass(slots=True)
class Summary:
    """The numbers of lines by verdict and by rule, counted while the lines pass through `counting`."""

    verdicts: Counter[LineVerdict] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    with_problems: int = 0

    def counting(self, lines: Iterable[LineResult]) -> Iterator[LineResult]:
        for line in lines:
            self.verdicts[line.verdict] += 1
            self.with_problems += bool(line.problems)
            if line.findings:
                self.rules.update({(finding.rule, finding.title) for finding in line.findings})
            yield line

    def rows(self) -> Iterator[tuple[str, str, int]]:
        """The rows of the summary: (kind, name, number of lines)."""
        for verdict in LineVerdict:
            yield "结论", verdict.label, self.verdicts[verdict]
        yield "数据", "有数据问题的行", self.with_problems
        for (rule, title), count in sorted(self.rules.items(), key=lambda item: (-item[1], item[0])):
            yield "规则", f"{title}（{rule}）", count
