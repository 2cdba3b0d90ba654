"""Decisions as files: examples for the rulebook, and labelled titles for `goufu screening`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from io import StringIO

from goufu.decisions.models import Decision, Verdict
from goufu.files.csv_writing import CsvWriter

LABELS = {Verdict.LAWFUL: "C", Verdict.UNLAWFUL: "V"}
DOUBTFUL = "R"  # the label of a text that was decided either way
KINDS = {Verdict.LAWFUL: ("near", "pass"), Verdict.UNLAWFUL: ("fail", "fail")}
HEAD = """# 人定过的疑点，写成规则的例子：把一节里的 [[examples]] 贴到那条规则的文件末尾，再运行 goufu rules check。
# 定为可以购买而规则仍有疑点的，检查会说回答不对：那正是规则或者词表要改的地方。公开以前请核对名称和需求里有没有不该公开的。
"""

Texts = tuple[str, str]  # title and need


def as_csv(found: Iterable[Decision]) -> str:
    """The standing decisions as title, need and label, each text once, the newest first."""
    text = StringIO()
    rows = CsvWriter(text)
    rows.write(("title", "need", "label"))
    for (title, need), verdicts in _verdicts(found).items():
        [verdict, *others] = verdicts
        rows.write((title, need, DOUBTFUL if others else LABELS[verdict]))
    return text.getvalue()


def as_examples(found: Iterable[Decision]) -> str:
    """The standing decisions as examples of rules in TOML, by rule; texts that were decided either way are only named."""
    by_rule: dict[str, list[Decision]] = defaultdict(list)
    for each in found:
        by_rule[each.rule].append(each)
    return "\n".join([HEAD, *(_section(rule, of_rule) for rule, of_rule in sorted(by_rule.items()))])


def _section(rule: str, found: list[Decision]) -> str:
    parts = [f"# {rule}　{found[0].rule_title}\n"]
    names: dict[str, int] = {}
    for (title, need), verdicts in _verdicts(found).items():
        [verdict, *others] = verdicts
        if others:
            parts.append(f"# 定法不一，不作例子：{' '.join(title.split())}\n")
            continue
        kind, expect = KINDS[verdict]
        facts = f"title = {_text(title)}" + (f", description = {_text(need)}" if need else "")
        name = _name(title, names)
        parts.append(
            f'[[examples]]\nname = {_text(name)}\nkind = "{kind}"\nfacts = {{ {facts} }}\nexpect = "{expect}"\n'
        )
    return "\n".join(parts)


def _name(title: str, names: dict[str, int]) -> str:
    """The title as a name, with a number where another example is called so. names: of each the last number that was given."""
    number = names.get(title, 0) + 1
    while number > 1 and f"{title}（{number}）" in names:
        number += 1
    names[title] = number
    name = f"{title}（{number}）" if number > 1 else title
    names.setdefault(name, 1)
    return name


def _verdicts(found: Iterable[Decision]) -> dict[Texts, list[Verdict]]:
    """The verdicts on each title with its need, each verdict once."""
    by_text: dict[Texts, dict[Verdict, None]] = defaultdict(dict)
    for each in found:
        by_text[each.seen_title, each.seen_need][Verdict(each.verdict)] = None
    return {text: [*verdicts] for text, verdicts in by_text.items()}


def _text(text: str) -> str:
    """A text as TOML writes it on one line, which but for one sign is as JSON does."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
