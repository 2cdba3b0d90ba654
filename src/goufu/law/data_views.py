"""The pages of what rules are made of: word lists and parameters, each with the rules that use it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goufu.law.load import load_rulebook
from goufu.law.model import Parameter, Rulebook
from goufu.law.values import ANYWHERE, days_in_words, marked_number, values_at, where_in_words
from goufu.law.views import no_such
from goufu.law.word_lists import (
    WordList,
    facts_read_with,
    lists_with,
    rules_by_list,
    rules_by_parameter,
    word_lists,
)

LONGEST_WORD = 50


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """The word lists: those of the rules, and those with which titles and clauses are read; or those with a word."""
    using, lists = rules_by_list(), word_lists().values()
    readers: dict[str, list[WordList]] = {}
    for each in lists:
        if each.feeds:
            readers.setdefault(each.feeds, []).append(each)
    q = request.GET.get("q", "").strip()[:LONGEST_WORD]
    found = lists_with(q) if q else {}
    context = {
        "q": q,
        "longest": LONGEST_WORD,
        "found": [(each, said, using.get(each.name, ())) for each, said in found.items()],
        "ours": [(each, len(using.get(each.name, ()))) for each in lists if not each.feeds],
        "readers": readers.items(),
        "reader_count": sum(map(len, readers.values())),
        "door": "words",
    }
    return render(request, "law/words.html", context)


@require_safe
def word_list(request: HttpRequest, name: str) -> HttpResponse:
    """The page of a word list: its words, and the rules or the reading that use it."""
    found = word_lists().get(name)
    if found is None:
        return no_such(request, name, word_lists())
    context = {
        "list": found,
        "facts": facts_read_with(found, load_rulebook()).values(),
        "rules": rules_by_list().get(name, ()),
        "door": "words",
    }
    return render(request, "law/word_list.html", context)


@require_safe
def parameters(request: HttpRequest) -> HttpResponse:
    """The numbers of the law: limits, shares and periods, by the first stage whose rules ask for them."""
    book = load_rulebook()
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in (*book.stages, "")}
    for each in book.parameters.values():
        rows[_first_stage(each, book)].append(_parameter_row(each))
    stages = [(book.stages.get(name), found) for name, found in rows.items() if found]
    return render(request, "law/parameters.html", {"stages": stages, "door": "parameters"})


def _first_stage(parameter: Parameter, book: Rulebook) -> str:
    """The name of the first stage in which a rule reads the parameter; empty where none does."""
    asking = {rule.stage for rule in rules_by_parameter().get(parameter.name, ())}
    return next((name for name in book.stages if name in asking), "")


def _parameter_row(parameter: Parameter) -> dict[str, object]:
    numbers = (marked_number(value, parameter) for value in values_at(parameter, None, ANYWHERE))
    return {
        "parameter": parameter,
        "numbers": list(dict.fromkeys(numbers)),
        "rule_count": len(rules_by_parameter().get(parameter.name, ())),
    }


@require_safe
def parameter(request: HttpRequest, name: str) -> HttpResponse:
    """The page of a parameter: its values by place, level and day, and the rules that read it."""
    book = load_rulebook()
    found = book.parameters.get(name)
    if found is None:
        return no_such(request, name, book.parameters)
    values = [
        {
            "number": marked_number(value, found),
            "where": where_in_words(value),
            "days": days_in_words(value),
            "article": book.article(value.article),
            "citation": book.cite(value.article),
            "note": value.note,
        }
        for value in found.values
    ]
    context = {
        "parameter": found,
        "values": values,
        "rules": rules_by_parameter().get(name, ()),
        "door": "parameters",
    }
    return render(request, "law/parameter.html", context)
