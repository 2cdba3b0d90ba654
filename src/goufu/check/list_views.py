"""Pages of an uploaded list: upload, progress, question about the unit, result, corrections, download."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from goufu.check.body_questions import bodies
from goufu.check.columns import Chosen
from goufu.check.forms import ListForm, TitleForm, chosen_columns, plan_facts
from goufu.check.list_pages import for_uploaded_list
from goufu.check.list_state import ListState
from goufu.check.list_task import Task
from goufu.check.progress import progress_of
from goufu.check.results import LineResult, LineVerdict
from goufu.check.set_aside import doubts_set_aside
from goufu.check.tasks import have_checked, have_new_checked, lists_folder
from goufu.check.title import card_of_finding, proposal_of
from goufu.check.uploaded_list import UploadedList
from goufu.check.views import VERDICT_BADGES, agent_of, answer_to, body_of, show_start
from goufu.check.visitors import NoRoom, TooManyLists, Visitor
from goufu.check.wanting import by_fact
from goufu.decisions.here import beside_cards, decided_before
from goufu.files.units import MONEY_UNITS, TERM_UNITS
from goufu.law.cards import OPENINGS
from goufu.law.forms import try_query
from goufu.law.model import Severity
from goufu.numbers import whole_number

LINES_A_PAGE = 50
MOST_PAGES = 10_000_000  # of any list
STEPS = {
    "waiting": "排队等候",
    "reading": "读取清单",
    "checking": "对照规则",
    "writing": "写出结果",
    "interrupted": "检查中断了，会自动从头检查",
    "unattended": "还没有开始：负责检查清单的后台任务没有运行",
}
SHOWN = (LineVerdict.CLEAR, LineVerdict.IMPROVE, LineVerdict.REVIEW, LineVerdict.REFUSED)


@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Takes an uploaded list and has it checked."""
    form = ListForm(request.POST, request.FILES, body=body_of(request))
    if not form.is_valid():
        return _not_taken(request, form, status=422)
    file, visitor = form.cleaned_data["file"], Visitor.of(request)
    try:
        uploaded = have_new_checked(
            lambda: UploadedList.receive(lists_folder(), file.name, file.chunks()),
            file.size,
            Task(form.terms()),
            visitor,
        )
    except (NoRoom, TooManyLists) as refusal:
        form.add_error("file", f"{refusal.what}。{refusal.remedy}。")
        return _not_taken(request, form, refusal.status)
    return visitor.remember(redirect("check:list", uploaded.token))


def _not_taken(request: HttpRequest, form: ListForm, status: int) -> HttpResponse:
    title = TitleForm({})
    return show_start(request, {"form": title} | answer_to(title, agent_of(request)), form, status)


@require_safe
@for_uploaded_list
def show(request: HttpRequest, uploaded: UploadedList) -> HttpResponse:
    """The page of the list: progress while it is checked, then the question, the refusal or the result."""
    state = progress_of(uploaded)
    if request.GET.get("progress"):
        if not state.is_working:
            return HttpResponseClientRefresh()
        context = {
            "uploaded": uploaded,
            "state": state,
            "step": STEPS[state.phase],
            "seen": request.GET["progress"],
        }
        return render(request, "check/progress.html", context)
    if state.is_working:
        return render(
            request, "check/working.html", {"uploaded": uploaded, "state": state, "step": STEPS[state.phase]}
        )
    if state.phase == "asks" and state.question.fact:
        rivals = [*zip(state.question.letters, state.question.headers, state.question.examples, strict=True)]
        return render(request, "check/rivals.html", {"uploaded": uploaded, "state": state, "rivals": rivals})
    if state.phase == "asks":
        return render(
            request, "check/unit.html", {"uploaded": uploaded, "state": state, "units": MONEY_UNITS}
        )
    if state.phase == "refused":
        return render(request, "check/refused.html", {"uploaded": uploaded, "state": state})
    return _show_result(request, uploaded, state)


def _show_result(
    request: HttpRequest, uploaded: UploadedList, state: ListState, mistake: str = "", status: int = 200
) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip()[:200] for name in ("verdict", "rule", "q")}
    by_rule = request.GET.get("by") == "rule"
    context = {
        "uploaded": uploaded,
        "state": state,
        "counts": _counts(uploaded, state),
        "names_providers": any(column["fact"] == "provider" for column in state.read.columns),
        "recognised": sum(column["fact"] is not None for column in state.read.columns),
        "columns": _columns(state),
        "facts": plan_facts().values(),
        "left_out": state.read.left_out.items(),
        "unchecked": _unchecked(uploaded, state),
        "bodies": bodies(uploaded, state),
        "body_kinds": plan_facts()["purchaser_kind"].choices.items(),
        "by_rule": by_rule,
        "rules": [rule | _severity(rule["severity"]) for rule in state.answers.rules],
        "asked": asked,
        "filters": _filters(asked, state),
        "mistake": mistake,
        "checked": sum(state.answers.counts.get(verdict, 0) for verdict in SHOWN),
        "waiting_count": len({each["rule"] for each in state.answers.unanswered}),
        "wanting": by_fact(
            {
                (each["rule"], each["title"], tuple(each["facts"])): each["count"]
                for each in state.answers.unanswered
            }
        ),
    }
    if not by_rule:
        page, lines = _page(uploaded, asked, request.GET.get("page", "1"))
        before = decided_before(agent_of(request), {each.number: _doubted(each, state) for each in lines})
        context |= {
            "page": page,
            "lines": [_row(line) | {"before": before.get(line.number)} for line in lines],
        }
    return render(request, "check/result.html", context, status=status)


def _unchecked(uploaded: UploadedList, state: ListState) -> list[tuple[str, int | None]]:
    """The other sheets that nobody has had checked yet, with their rows."""
    checked = uploaded.other_sheets
    return [(name, rows) for name, rows in state.read.other_lists.items() if name not in checked]


def _page(uploaded: UploadedList, asked: dict[str, str], wanted: str) -> tuple[Page[int], list[LineResult]]:
    number = min(whole_number(wanted), MOST_PAGES) or 1
    filters: dict[str, Any] = {"verdict": asked["verdict"], "rule": asked["rule"], "text": asked["q"]}
    total, lines = uploaded.lines(**filters, offset=(number - 1) * LINES_A_PAGE, limit=LINES_A_PAGE)
    page = Paginator(range(total), LINES_A_PAGE).get_page(number)
    if page.number != number:
        _, lines = uploaded.lines(**filters, offset=(page.number - 1) * LINES_A_PAGE, limit=LINES_A_PAGE)
    return page, lines


def _counts(uploaded: UploadedList, state: ListState) -> list[dict[str, object]]:
    address = reverse("check:list", args=[uploaded.token])
    return [
        {
            "number": f"{state.answers.counts.get(verdict, 0):,}",
            "kind": VERDICT_BADGES[verdict],
            "word": _(verdict.label),
            "url": f"{address}?verdict={verdict}#result",
        }
        for verdict in SHOWN
    ]


def _filters(asked: dict[str, str], state: ListState) -> list[str]:
    titles = {rule["rule"]: rule["title"] for rule in state.answers.rules}
    words = []
    if asked["verdict"] in list(LineVerdict):
        words.append(_(LineVerdict(asked["verdict"]).label))
    if asked["rule"]:
        words.append(titles.get(asked["rule"], asked["rule"]))
    if asked["q"]:
        words.append(f"“{asked['q']}”")
    return words


def _columns(state: ListState) -> list[dict[str, Any]]:
    facts = plan_facts()
    units = {"money": MONEY_UNITS, "number": TERM_UNITS}
    return [
        column
        | {
            "percent": round(column["confidence"] * 100),
            "units": units.get(
                facts[column["fact"]].type if column["fact"] else "", MONEY_UNITS + TERM_UNITS
            ),
        }
        for column in state.read.columns
    ]


def _row(line: LineResult) -> dict[str, Any]:
    finding = line.findings[0] if line.findings else None
    card = card_of_finding(finding) if finding else None
    return {
        "line": line,
        "amount": "" if line.amount_yuan is None else f"{line.amount_yuan:,.2f}",
        "kind": VERDICT_BADGES[line.verdict],
        "card": card,
        "first_article": card.articles[:1] if card else (),
        "others": len(line.findings) - 1,
    }


def _severity(code: str) -> dict[str, str]:
    severity = Severity(code)
    return {"kind": OPENINGS[severity][0], "word": severity.label}


@require_safe
@for_uploaded_list
def line(request: HttpRequest, uploaded: UploadedList, number: int) -> HttpResponse:
    """One line with its cards: as rows of the table for htmx, open or closed, or as a page of its own."""
    state = uploaded.state()
    found = uploaded.line(number) if state.phase == "done" else None
    if found is None:
        raise Http404
    headers = [column["header"] for column in state.read.columns]
    agent, doubted, facts = agent_of(request), _doubted(found, state), uploaded.facts_of(number)
    here, before = beside_cards(agent, *doubted), decided_before(agent, {number: doubted})
    context = {
        "uploaded": uploaded,
        "row": _row(found) | {"before": before.get(number)},
        "cards": [(card_of_finding(finding), here.get(finding.rule)) for finding in found.findings],
        "proposals": [proposal_of(each) for each in found.suggestions],
        "cells": [pair for pair in zip(headers, found.raw, strict=False) if pair[1].strip()],
        "asked": try_query(facts),
        "set_aside": doubts_set_aside(found.title, str(facts.get("description") or "")),
        "open": "close" not in request.GET,
    }
    return render(request, "check/row.html" if request.htmx else "check/line.html", context)  # type: ignore[attr-defined]


def _doubted(found: LineResult, state: ListState) -> tuple[str, str, list[str]]:
    """The title and need of a line, and the rules that leave something in them to a person."""
    facts = [column["fact"] for column in state.read.columns]
    needs = [cell for fact, cell in zip(facts, found.raw, strict=False) if fact == "description"]
    doubted = [each.rule for each in found.findings if each.severity == Severity.REVIEW]
    return found.title, "".join(needs), doubted


@require_POST
@for_uploaded_list
def choose_unit(request: HttpRequest, uploaded: UploadedList) -> HttpResponse:
    """Stores the unit of amounts without one, and checks the list again."""
    unit = request.POST.get("unit")
    if unit in MONEY_UNITS and uploaded.state().phase in ("asks", "done"):
        have_checked(uploaded, replace(uploaded.task(), unit=unit), Visitor.of(request))
    return redirect("check:list", uploaded.token)


@require_POST
@for_uploaded_list
def choose_column(request: HttpRequest, uploaded: UploadedList) -> HttpResponse:
    """Stores which of several columns is the fact that was asked about, and checks the list again."""
    state, letter = uploaded.state(), request.POST.get("letter")
    if state.phase == "asks" and state.question.fact and letter in state.question.letters:
        task = uploaded.task()
        chosen = {**task.chosen, f"{letter}列": Chosen(state.question.fact)}
        have_checked(uploaded, replace(task, chosen=chosen), Visitor.of(request))
    return redirect("check:list", uploaded.token)


@require_POST
@for_uploaded_list
def choose_sheet(request: HttpRequest, uploaded: UploadedList) -> HttpResponse:
    """Has another sheet of the workbook checked as a list of its own; this one's result stays."""
    state, sheet = uploaded.state(), request.POST.get("sheet", "")
    if state.phase != "done" or sheet not in state.read.other_lists:
        return redirect("check:list", uploaded.token)
    if token := uploaded.other_sheets.get(sheet):
        return redirect("check:list", token)
    other = have_new_checked(
        lambda: uploaded.for_sheet(sheet),
        0,
        Task(uploaded.task().terms, sheet=sheet),
        Visitor.of(request),
    )
    return redirect("check:list", other.token)


@require_POST
@for_uploaded_list
def choose_columns(request: HttpRequest, uploaded: UploadedList) -> HttpResponse:
    """Stores corrections of the columns, and checks the list again."""
    state = uploaded.state()
    if state.phase != "done":
        return redirect("check:list", uploaded.token)
    task = uploaded.task()
    try:
        chosen = chosen_columns(state.read.columns, task.chosen, request.POST)
    except forms.ValidationError as error:
        return _show_result(request, uploaded, state, mistake=" ".join(error.messages), status=422)
    have_checked(uploaded, replace(task, chosen=chosen), Visitor.of(request))
    return redirect("check:list", uploaded.token)


@require_safe
@for_uploaded_list
def download(request: HttpRequest, uploaded: UploadedList, kind: str) -> HttpResponse:
    """The result as a file, named after the list and its sheet."""
    report, state = uploaded.report(kind) if kind in ("xlsx", "csv") else None, uploaded.state()
    if report is None or state.phase != "done" or not report.exists():
        raise Http404
    parts = [Path(uploaded.name).stem, re.sub(r"[/\\]", "-", state.read.sheet), f"预审结果.{kind}"]
    name = "-".join(filter(None, parts))
    return FileResponse(report.open("rb"), as_attachment=True, filename=name)  # type: ignore[return-value]
