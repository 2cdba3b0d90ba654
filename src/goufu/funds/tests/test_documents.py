"""The document of an adjustment: attached by the finance office, read by whoever sees the line."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from goufu.core.action import history
from goufu.core.errors import NotAllowed, NotFound
from goufu.documents.actions import attach_document
from goufu.documents.models import Document
from goufu.documents.queries import document
from goufu.documents.tests.papers import downloaded, pdf, upload
from goufu.funds.actions.budget import Basis, adjust_line
from goufu.funds.models import BudgetAdjustment, BudgetLine
from goufu.funds.tests.money import TODAY
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

SignIn = Callable[[Agent], Client]


@pytest.fixture
def adjustment(county: County, line: BudgetLine) -> BudgetAdjustment:
    basis = Basis("云财预〔2027〕9号", "关于调整预算的批复", TODAY)
    return adjust_line(pk=line.pk, amount=Decimal(-3000), basis=basis, by=county.treasurer)


def attach(adjustment: BudgetAdjustment, by: Agent) -> Document:
    subject = ("budgetadjustment", adjustment.pk)
    return attach_document(by=by, subject=subject, kind="basis", file_name="批复.pdf", chunks=[pdf()])


def test_who_attaches_it_and_who_reads_it(county: County, adjustment: BudgetAdjustment) -> None:
    made = attach(adjustment, county.treasurer)
    assert history(adjustment.line)[0].action == "documents.document.attached"
    for reader in (county.officer, county.lead, county.auditor):
        assert document(reader, made.pk)[0] == made
    for stranger in (county.teacher, county.system, None):
        with pytest.raises(NotFound):
            document(stranger, made.pk)
    with pytest.raises(NotAllowed):
        attach(adjustment, county.officer)


def test_on_the_line_s_page(county: County, adjustment: BudgetAdjustment, signed_in: SignIn) -> None:
    treasurer, page = signed_in(county.treasurer), f"/budget/lines/{adjustment.line_id}/"
    address = f"/documents/of/budgetadjustment/{adjustment.pk}/attach"
    assert address in treasurer.get(page).content.decode()
    answer = treasurer.post(address, {"kind": "basis", "file": upload(name="批复.pdf")})
    assert answer.headers["Location"] == page
    made = Document.objects.get()
    officer = signed_in(county.officer)
    shown = officer.get(page).content.decode()
    assert f'href="/documents/{made.pk}/"' in shown and address not in shown
    assert downloaded(officer, made.pk) == pdf()
