"""Rows of tables that have fewer than two: made by an action like all others, so that the log tells them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from bench.tampering.agreed import agreed
from bench.tampering.paper import chosen, paper
from bench.tampering.procured import ENOUGH, Procured
from goufu import wall_clock
from goufu.catalogue.models import Comment, Edition, ExpertReview
from goufu.core.action import Action, action
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.documents.models import Document
from goufu.funds.models import BudgetFile
from goufu.planning.models import Project, Waiver
from goufu.registry.models import (
    Affiliation,
    Appropriation,
    Body,
    CreditListing,
    Debarment,
    Designation,
    Headship,
    Inspection,
    Person,
    Qualification,
    Succession,
    Violation,
)


def stand_in() -> None:
    """Makes two rows of each such table."""
    with action("bench.rows.made", Permission.KEEP_BODIES, by=System()) as act:
        act.allow_anywhere()
        for number in range(ENOUGH):
            for row in _rows(act, number):
                if type(row)._default_manager.count() < ENOUGH:
                    act.create(row)
            rows = Procured(act, number)
            rows.all()
            agreed(rows)
            paper(rows)
            chosen(rows)


def _rows(act: Action, number: int) -> Iterator[Model]:
    """One row of each kind, no two of them alike."""
    body, other = Body.objects.order_by("pk")[number : number + 2]
    day, year, text = date(2024, 3, 1 + number), 2020 + number, f"第{number}份"
    yield Appropriation(body=body, year=year, amount_yuan=1000 + number, is_full=None)
    yield CreditListing(body=body, listed_in="tax_violator", starts_on=day, source=text, seen_on=day)
    yield Debarment(body=body, starts_on=day, decision_number=text, authority="财政局")
    yield Headship(body=body, name=text, starts_on=day)
    yield Affiliation(body=body, relation="holds", holder_name=text, starts_on=day)
    yield Inspection(body=body, year=year, result=text)
    yield Qualification(body=body, name=text, issuer="民政局", valid_from=day)
    yield Violation(body=body, kind="fine", decided_on=day, decision_number=text, authority="财政局")
    yield BudgetFile(office=body, name=text, digest=f"{number}" * 64)
    yield Document(
        subject_kind="body", subject_number=body.pk, kind="change", origin="attached", name=text, digest="0" * 64,
        media_type="application/pdf", size_bytes=1 + number, person=1, person_name=f"系统员{number}", body=body.pk, body_name=body.name,
    )  # fmt: skip
    paper, entry = Document.objects.order_by("pk")[0], act.entry_number
    yield Designation(
        document=paper,
        journal_entry_id=entry,
        body=body,
        name=text,
        kind=body.kind,
        days=DateRange(None, day),
    )
    yield Succession(
        document=paper, journal_entry_id=entry, ended=body, successor=other, kind="merged", takes_over=True, day=day
    )  # fmt: skip
    edition = Edition.objects.filter(state="draft").first() or act.create(
        Edition(owner=body, kind="level", title=text, number=77)
    )
    yield Comment(edition=edition, body=body, asked_on=day, due_on=day)
    yield ExpertReview(edition=edition, held_on=day, experts=text, is_passed=bool(number), text=text)
    project, person = Project.objects.order_by("pk")[number], Person.objects.order_by("pk")[number]
    yield Waiver(
        project=project, rule=f"plan.{number}", rule_version="1", rule_title=text, reason=text, person=person,
        body=body, day=wall_clock.today(), place_code="990121",
    )  # fmt: skip
