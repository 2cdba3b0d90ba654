"""The pages of the law: rules, instruments, changes, and trying a rule on one's own facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache, lru_cache
from urllib.parse import urlencode

from django.db import DataError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goufu import wall_clock
from goufu.law.answers import Answer, Explainer, message_in_words, read_facts
from goufu.law.cards import Card, Cited, card_of, cited, facts_used, title_of
from goufu.law.changes import ChangeKind, How, changes
from goufu.law.conditions import conditions_of
from goufu.law.dialects import POSTGRES
from goufu.law.engines.postgres import PostgresEngine
from goufu.law.forms import ChangesForm, RulesFilter, TryForm, as_query, try_query
from goufu.law.load import load_rulebook
from goufu.law.model import Article, Example, Instrument, Rule, Rulebook, Stage, Value, Verdict
from goufu.law.pages import WAIVERS, example_facts, source_of
from goufu.law.searching import has_words
from goufu.law.sql import Question
from goufu.law.versions import version_of
from goufu.law.word_lists import lists_of, reader_lists_of, word_lists
from goufu.law.wording import in_dispute, parameters_in_short, sentence

VERDICT_KINDS = {
    Verdict.PASS: "ok",
    Verdict.FAIL: "stop",
    Verdict.UNVERIFIED: "warn",
    Verdict.NOT_APPLICABLE: "info",
    Verdict.MISSING: "info",
}


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in the list, with its citations."""

    rule: Rule
    articles: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """The answer of a rule about the facts that were tried."""

    verdict: Verdict
    kind: str
    card: Card | None
    missing: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The list of rules by stage, filtered."""
    listed = _listed(request.GET) if any(request.GET.values()) else _all_listed(get_language())
    context = {"listed": listed, "door": "rules"}
    return with_short_address(request, render(request, "law/rules.html", context))


@cache
def _all_listed(language: str) -> SafeString:
    """The list without filters in the language at work; made once, since the rulebook stays as it is while we run."""
    return _listed({})


def _listed(asked: Mapping[str, str]) -> SafeString:
    """The filters and the rules that they leave, as HTML without anything of the reader."""
    book = load_rulebook()
    form = RulesFilter(book, asked)
    chosen = form.chosen()
    found = [rule for rule in book.rules.values() if _meets(rule, book, **chosen)]
    stages = [
        (stage, [_row(rule, book) for rule in found if rule.stage == stage.name])
        for stage in book.stages.values()
    ]
    context = {
        "form": form,
        "stages": [(stage, rows) for stage, rows in stages if rows],
        "count": len(found),
        "total": len(book.rules),
        "filtered": bool(chosen) or not form.is_valid(),
        "instrument_count": len(book.instruments),
    }
    return render_to_string("law/listed.html", context)


def with_short_address(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, with a header that makes htmx show the address without empty fields, fit for sharing."""
    given = urlencode({name: value for name, value in request.GET.items() if value})
    response.headers["HX-Replace-Url"] = f"{request.path}?{given}" if given else request.path
    return response


def _meets(
    rule: Rule,
    book: Rulebook,
    q: str = "",
    stage: str = "",
    severity: str = "",
    instrument: str = "",
    level: str = "",
    place: str = "",
    day: date | None = None,
) -> bool:
    return (
        has_words(rule, book, q)
        and (not stage or rule.stage == stage)
        and (not severity or rule.severity == severity)
        and (not instrument or any(ref.startswith(f"{instrument}:") for ref in rule.articles))
        and (not level or not rule.levels or level in rule.levels)
        and (not place or not rule.places or any(_overlap(place, each) for each in rule.places))
        and (day is None or rule.in_force(day))
    )


def _overlap(place: str, other: str) -> bool:
    return place.startswith(other) or other.startswith(place)


def _row(rule: Rule, book: Rulebook) -> RuleRow:
    return RuleRow(rule, cited([book.cite(ref) for ref in rule.articles], rule.articles))


@require_safe
def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """The page of a rule: its articles, condition and examples, and a form to try it."""
    book = load_rulebook()
    found = book.rules.get(rule_id)
    if found is None:
        return no_such(request, rule_id, book.rules)
    stage = book.stages[found.stage]
    form = TryForm(found, book, request.GET if "try" in request.GET else as_query(_first_passing(found)))
    tried = _try(found, book, form)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "law/try.html", {"rule": found, "form": form, "tried": tried})
    context = {
        "rule": found,
        "version": version_of(found, book),
        "source": source_of(found),
        "stage": stage,
        "dated_by": stage.facts[found.dated_by].title,
        "articles": [(book.cite(ref), book.article(ref)) for ref in found.articles],
        "sentence": sentence(found, book),
        "disputed": in_dispute(found, book),
        "message": message_in_words(found, book),
        "parameters": parameters_in_short(found, book),
        "lists": lists_of(found, book),
        "reader_lists": reader_lists_of(found, book),
        "levels": _levels(found, stage),
        "reads": [stage.facts[name] for name in read_facts(found, conditions_of(found, book), book)],
        "waiver": WAIVERS[found.waiver],
        "examples": [_example(example, found, book) for example in found.examples],
        "form": form,
        "tried": tried,
    }
    return render(request, "law/rule.html", context)


def _levels(rule: Rule, stage: Stage) -> list[str]:
    return [stage.facts["level"].choices[level] for level in rule.levels]


def _first_passing(rule: Rule) -> dict[str, Value]:
    passing = next((each for each in rule.examples if each.expect is Verdict.PASS), rule.examples[0])
    return dict(passing.facts)


def _example(example: Example, rule: Rule, book: Rulebook) -> dict[str, str]:
    return {
        "name": example.name,
        "facts": example_facts(example, rule, book),
        "kind": VERDICT_KINDS[example.expect],
        "word": example.expect.label,
        "query": "" if example.others else try_query(example.facts),
    }


@lru_cache(maxsize=512)
def _question(rule_id: str) -> Question:
    book = load_rulebook()
    rule = book.rules[rule_id]
    return Question(book, rule.stage, POSTGRES, rules=[rule])


def _try(rule: Rule, book: Rulebook, form: TryForm) -> Tried | None:
    """The rule's answer; None when it can't be computed, with the reason in the form."""
    if not form.is_valid():
        return None
    question, facts = _question(rule.id), form.facts()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            letter, facts = PostgresEngine(book, cursor).ask(question, facts)
    except DataError:
        form.add_error(None, _("这些数值或日期超出了能计算的范围，请改小一些"))
        return None
    return _tried(Explainer(book, [rule]).answer(rule, Verdict(letter), facts), book)


def _tried(answer: Answer, book: Rulebook) -> Tried:
    card = card_of(answer, book) if answer.failed else None
    missing = tuple(title_of(name, answer.rule.stage, book) for name in answer.missing)
    kind = card.kind if card else VERDICT_KINDS[answer.verdict]
    return Tried(answer.verdict, kind, card, missing, facts_used(answer, book), answer.marks)


@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    """The list of legal texts, newest first."""
    book = load_rulebook()
    today = wall_clock.today()
    rows = [
        {
            "instrument": each,
            "status": _status(each, today),
            "rule_count": len(_citing().get(each.id, ())),
        }
        for each in sorted(book.instruments.values(), key=lambda each: each.in_force_from, reverse=True)
    ]
    return render(request, "law/instruments.html", {"rows": rows, "door": "instruments"})


@require_safe
def instrument(request: HttpRequest, instrument_id: str) -> HttpResponse:
    """The page of a legal text: its articles in our words, each with the rules that cite it."""
    book = load_rulebook()
    found = book.instruments.get(instrument_id)
    if found is None:
        return no_such(request, instrument_id, book.instruments)
    context = {
        "instrument": found,
        "status": _status(found, wall_clock.today()),
        "articles": [(article, _rules_under(article)) for article in found.articles.values()],
    }
    return render(request, "law/instrument.html", context)


def _status(instrument: Instrument, today: date) -> dict[str, str]:
    """The status of the text today: its kind (colour) and word."""
    if today < instrument.in_force_from:
        return {"kind": "info", "word": _("尚未施行")}
    if instrument.in_force_until and instrument.in_force_until < today:
        return {"kind": "warn", "word": _("已失效")}
    return {"kind": "ok", "word": _("有效")}


def _rules_under(article: Article) -> list[Rule]:
    return [rule for rule in _citing().get(article.instrument, ()) if article.ref in rule.articles]


@cache
def _citing() -> dict[str, list[Rule]]:
    """The rules that cite an instrument, by the instrument's id."""
    citing: dict[str, list[Rule]] = {}
    for rule in load_rulebook().rules.values():
        for instrument_id in dict.fromkeys(ref.partition(":")[0] for ref in rule.articles):
            citing.setdefault(instrument_id, []).append(rule)
    return citing


@require_safe
def law_changes(request: HttpRequest) -> HttpResponse:
    """The page of changes of the law between two days."""
    form = ChangesForm(request.GET)
    found = []
    if form.is_valid():
        found = changes(load_rulebook(), form.cleaned_data["earlier"], form.cleaned_data["later"])
    rows = [{"change": each, "url": _url_of(each.kind, each.id), "sign": _SIGNS[each.how]} for each in found]
    return render(request, "law/changes.html", {"form": form, "rows": rows, "door": "changes"})


_SIGNS = {How.CAME: "ok", How.CHANGED: "info", How.WENT: "warn"}


def _url_of(kind: ChangeKind, id: str) -> str:
    pages = {
        ChangeKind.RULE: "law:rule",
        ChangeKind.INSTRUMENT: "law:instrument",
        ChangeKind.PARAMETER: "law:parameter",
    }
    return reverse(pages[kind], args=[id])


def no_such(request: HttpRequest, id: str, known: Iterable[str]) -> HttpResponse:
    """The answer for an id that isn't known, with what is close to it."""
    close = get_close_matches(id, list(known), n=5, cutoff=0.5)
    book = load_rulebook()
    context = {
        "id": id[:200],
        "rules": [book.rules[each] for each in close if each in book.rules],
        "instruments": [book.instruments[each] for each in close if each in book.instruments],
        "parameters": [book.parameters[each] for each in close if each in book.parameters],
        "lists": [word_lists()[each] for each in close if each in word_lists()],
    }
    return render(request, "law/not_there.html", context, status=404)
