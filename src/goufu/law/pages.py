"""The rule pages docs/rules/<stage>/<name>.md, in Markdown, made from the rulebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from goufu.law.answers import message_in_words, shown
from goufu.law.model import Example, Rule, Rulebook, Value
from goufu.law.versions import version_of
from goufu.law.word_lists import lists_of, reader_lists_of
from goufu.law.wording import in_dispute, parameters_in_words, sentence

ONLY_DATA = "只看数据本身，不依据条款"
WAIVERS = {"nobody": "不得豁免", "purchaser": "购买主体负责人书面说明理由", "finance": "财政部门批准"}


def write_pages(book: Rulebook, folder: Path) -> int:
    """Writes all pages and the index below `folder`, deletes pages of removed rules; returns the number of rules."""
    wanted = {folder / "README.md": _index(book)}
    wanted |= {page_path(folder, rule): "\n".join(_page(rule, book)) + "\n" for rule in book.rules.values()}
    for stale in set(folder.rglob("*.md")) - set(wanted):
        stale.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return len(book.rules)


def page_path(folder: Path, rule: Rule) -> Path:
    return folder / rule.stage / f"{rule.id.partition('.')[2]}.md"


def stale_pages(book: Rulebook, folder: Path) -> list[str]:
    """The paths of the pages that differ from the rulebook, or are missing or superfluous."""
    wanted = {folder / "README.md": _index(book)}
    wanted |= {page_path(folder, rule): "\n".join(_page(rule, book)) + "\n" for rule in book.rules.values()}
    there = {path: path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}
    return sorted(str(path) for path in set(wanted) | set(there) if wanted.get(path) != there.get(path))


def _index(book: Rulebook) -> str:
    lines = ["# 规则", "", "由规则库生成（`goufu rules pages`），不要手改。", ""]
    for stage in book.stages.values():
        rules = book.stage_rules(stage.name)
        lines += [
            f"## {stage.title}（{len(rules)} 条）",
            "",
            stage.about,
            "",
            "| 规则 | 严重程度 | 依据 |",
            "|---|---|---|",
        ]
        for rule in rules:
            link = f"[{rule.title}]({rule.stage}/{rule.id.partition('.')[2]}.md)"
            lines.append(
                f"| {link} | {rule.severity.label} | {'、'.join(map(book.cite, rule.articles)) or ONLY_DATA} |"
            )
        lines.append("")
    return "\n".join(lines)


def _page(rule: Rule, book: Rulebook) -> Iterator[str]:
    stage = book.stages[rule.stage]
    yield f"# {rule.title}"
    yield ""
    yield f"`{rule.id}` · {stage.title}阶段 · {rule.severity.label} · {in_force_words(rule, book)} · 版本 `{version_of(rule, book)}`"
    yield ""
    yield f"源文件：[{source_of(rule)}](../../../{source_of(rule)})"
    yield ""
    for ref in rule.articles:
        article = book.article(ref)
        yield f"- **{book.cite(ref)}**：{article.text}（{article.mark}）"
    if not rule.articles:
        yield f"- {ONLY_DATA}"
    yield ""
    yield f"**要求**：{sentence(rule, book)}。"
    yield ""
    disputed = in_dispute(rule, book)
    if disputed:
        yield f"**可以有不同读法，由人核查**：{disputed}。"
        yield ""
    for name, title, value, citation in parameters_in_words(rule, book):
        yield f"- [{title}](../../../src/goufu/law/parameters/{name}.toml)：{value}（{citation}）"
    lists = lists_of(rule, book)
    if lists:
        yield f"- 词表：{'、'.join(f'[{each.title}](../../../{each.source})' for each in lists)}"
    if behind := reader_lists_of(rule, book):
        linked = (f"[{feeds}](../../../{lists[0].source})" for feeds, lists in behind.items())
        yield f"- 读名称、条款的词表：{'；'.join(linked)}"
    yield ""
    yield "```sql"
    if rule.scope:
        yield f"-- 范围：{', '.join(rule.scope.by)}"
        yield from (f"-- {name} = {text}" for name, text in rule.scope.totals.items())
    if rule.applies != "TRUE":
        yield f"-- 适用：{rule.applies}"
    yield rule.must
    if disputed:
        yield f"-- 有不同读法：{rule.disputed}"
    yield "```"
    yield ""
    yield f"**不符合时**：{message_in_words(rule, book)}"
    yield ""
    yield f"**怎么办**：{rule.remedy}"
    yield ""
    yield f"**豁免**：{WAIVERS[rule.waiver]}"
    yield ""
    if rule.note:
        yield f"**说明**：{rule.note}"
        yield ""
    yield "## 例子"
    yield ""
    yield "| 例子 | 事实 | 回答 |"
    yield "|---|---|---|"
    for example in rule.examples:
        yield f"| {example.name} | {example_facts(example, rule, book)} | {example.expect.label} |"


def source_of(rule: Rule) -> str:
    """The path of the rule's file, from the root of a checkout."""
    return f"src/goufu/law/rules/{rule.stage}/{rule.id.partition('.')[2].replace('-', '_')}.toml"


def in_force_words(rule: Rule, book: Rulebook) -> str:
    """The days on which the rule is in force, and the fact whose date decides."""
    until = f"，至 {rule.in_force_until} 止" if rule.in_force_until else ""
    return f"自 {rule.in_force_from} 起{until}（看{deciding_date(rule, book)}）"


def deciding_date(rule: Rule, book: Rulebook) -> str:
    """The title of the fact whose date decides which law applies to a row."""
    return book.stages[rule.stage].facts[rule.dated_by].title


def example_facts(example: Example, rule: Rule, book: Rulebook) -> str:
    """The example's facts on one line of a table: those of the row that is answered, then those of the other rows."""
    answered = _row_in_words(example.facts, rule, book) or "（都未填）"
    if not example.others:
        return answered
    others = [
        f"（{number}）{_row_in_words(_unlike(other, example.facts), rule, book) or '与这一行相同'}"
        for number, other in enumerate(example.others, 1)
    ]
    return f"回答的是这一行：{answered}。一起看的还有 {len(others)} 行，其中不同的是：{''.join(others)}"


def _row_in_words(row: Mapping[str, Value], rule: Rule, book: Rulebook) -> str:
    facts = book.stages[rule.stage].facts
    parts = [f"{facts[name].title}：{shown(value, facts[name])}" for name, value in row.items()]
    return "；".join(parts).replace("|", "¦")


def _unlike(row: Mapping[str, Value], answered: Mapping[str, Value]) -> dict[str, Value]:
    """What the row has otherwise than the one that is answered; None where it has nothing."""
    return {name: row.get(name) for name in {**answered, **row} if row.get(name) != answered.get(name)}
