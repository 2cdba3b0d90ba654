"""The page docs/facts.md: the source of each fact of the stages, in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import apps

from goufu.core.fact_queries import sources
from goufu.core.fact_views import StageFacts, facts_of_stage, stages_with_facts

HEAD = """# Facts

Made from the rooms' fact views by `goufu facts docs/facts.md`. A fact is *written* into a field of the record, *follows* from
what the program knows already (the models that its query reads are named), is *read* by the reader from another fact, a text, or
is *asked* on the form where a rule wants it. What follows or is read nobody types.
"""


def page() -> str:
    """The page for all stages whose records are stored."""
    return "\n".join([HEAD, *(_stage(facts_of_stage(each)) for each in stages_with_facts())])


def _stage(facts: StageFacts) -> str:
    told = sources(facts)
    lines = [f"## {facts.stage.title}\n", "| Fact | | Comes from |", "| --- | --- | --- |"]
    for name, fact in facts.stage.facts.items():
        if name in told:
            source = f"follows from {_in_words(told[name])}"
        elif fact.read_from:
            source = f"read from `{fact.read_from}`"
        elif name in facts.view.fields:
            source = f"written: `{facts.view.fields[name]}`"
        else:
            source = "asked"
        lines.append(f"| `{name}` | {fact.title} | {source} |")
    return "\n".join([*lines, ""])


def _in_words(sources: Sequence[str]) -> str:
    """The sources in Markdown: models by label, database functions by name; "the day" when there is none."""
    models = {model._meta.db_table: model._meta.label for model in apps.get_models()}
    return ", ".join(f"`{models.get(each, each)}`" for each in sources) or "the day"
