"""Documents of budgets: an adjustment's, attached by the finance office, read by whoever sees the line; an import's file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from goufu.core.action import history
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.roles import Role
from goufu.documents.actions import attach_document, supersede_document
from goufu.documents.errors import MissingFile
from goufu.documents.models import Document
from goufu.documents.queries import document
from goufu.documents.store import store
from goufu.documents.sweep import sweep
from goufu.documents.tests.papers import downloaded, pdf, upload
from goufu.documents.tests.test_store import grow_old
from goufu.funds.actions.budget import Basis, adjust_line
from goufu.funds.actions.importing import import_budget
from goufu.funds.models import BudgetAdjustment, BudgetFile, BudgetLine
from goufu.funds.queries.importing import content_of, imported_files
from goufu.funds.sweep import sweep as sweep_rows
from goufu.funds.tests.importing import ROW, look, table, take_over
from goufu.funds.tests.importing import upload as upload_budget
from goufu.funds.tests.money import TODAY
from goufu.journal.models import Entry
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, agent, body

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
    address = f"/documents/of/budgetadjustment/{adjustment.pk}/attach/"
    assert address in treasurer.get(page).content.decode()
    answer = treasurer.post(address, {"kind": "basis", "file": upload(name="批复.pdf")})
    assert answer.headers["Location"] == page
    made = Document.objects.get()
    officer = signed_in(county.officer)
    shown = officer.get(page).content.decode()
    assert f'href="/documents/{made.pk}/"' in shown and address not in shown
    assert downloaded(officer, made.pk) == pdf()


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DOCUMENTS = tmp_path / "documents"
    return tmp_path / "documents"


def test_an_imported_file_is_kept_as_it_was_brought(county: County, folder: Path) -> None:
    take_over(county.treasurer, ROW)
    file, made = BudgetFile.objects.get(), Document.objects.get()
    assert (made.subject_kind, made.subject_number, made.digest) == ("budgetfile", file.pk, file.digest)
    assert (made.file_name, made.type_word, made.person_name) == ("预算.csv", "CSV", "陈财政")
    for _night in range(2):
        grow_old(store())
        assert sweep() == 0
    with store().read(made.digest) as stored:
        assert stored.read() == table(ROW)
    facts = Entry.objects.get(action="funds.budget_file.imported").facts
    assert (facts["document"], facts["digest"]) == ("预算", made.digest)


def test_a_file_that_was_only_looked_at_does_not_stay(county: County, folder: Path) -> None:
    file = upload_budget(county.treasurer, ROW)
    seen = look(file, county.treasurer).signature
    assert sweep() == 0
    grow_old(store(), days=9)
    assert sweep() == 0
    grow_old(store(), days=11)
    assert sweep() == 1
    assert not Document.objects.exists()
    with pytest.raises(Refusal, match="上传以后10天没有导入，已经删去") as refused:
        import_budget(pk=file.pk, seen=seen, by=county.treasurer)
    assert refused.value.remedy == "请再上传一次"
    assert not BudgetLine.objects.exists()
    upload_budget(county.treasurer, ROW)
    import_budget(pk=file.pk, seen=seen, by=county.treasurer)
    assert BudgetLine.objects.exists()


def test_who_reads_an_imported_file(county: County) -> None:
    take_over(county.treasurer, ROW)
    made = Document.objects.get()
    for reader in (county.treasurer, county.auditor):
        assert document(reader, made.pk)[0] == made
    buyer = agent("财政局采购", county.finance, Role.PURCHASING_OFFICER, Role.PURCHASING_LEAD)
    other = agent("邻县财政", body("邻县财政局", county.place, is_finance_office=True), Role.FINANCE_OFFICER)
    for stranger in (county.officer, county.lead, county.system, county.audit, buyer, other, None):
        with pytest.raises(NotFound):
            document(stranger, made.pk)


def test_an_imported_file_is_not_replaced(county: County) -> None:
    take_over(county.treasurer, ROW)
    made = Document.objects.get()
    given: dict[str, Any] = {"by": county.treasurer, "file_name": "别的.pdf", "chunks": [pdf()]}
    with pytest.raises(Refusal, match="导入的凭证"):
        supersede_document(document=made.pk, reason="传错了文件", **given)
    with pytest.raises(Refusal, match="导入的凭证"):
        attach_document(subject=("budgetfile", made.subject_number), kind="voucher", **given)
    assert Document.objects.get() == made


def test_an_imported_file_can_be_downloaded_where_it_was_imported(
    county: County, signed_in: SignIn, folder: Path
) -> None:
    client = signed_in(county.treasurer)
    assert "没有您可以查看的文件" in client.get("/budget/imported/").content.decode()
    take_over(county.treasurer, ROW)
    upload_budget(county.treasurer, ROW | {"项目编码": "B"}, name="没有导入.csv")
    made = Document.objects.get()
    for page in ("/budget/imported/", f"/budget/import/{made.subject_number}/"):
        shown = client.get(page).content.decode()
        assert f'href="/documents/{made.pk}/"' in shown and "替换<" not in shown and "没有导入" not in shown
    assert downloaded(client, made.pk) == table(ROW)
    sweep()
    grow_old(store())
    sweep()
    gone = client.get(f"/budget/import/{BudgetFile.objects.get(name='没有导入.csv').pk}/")
    assert "已经删去" in gone.content.decode() and "请再上传一次" in gone.content.decode()


def test_auditors_find_the_imported_files(county: County, signed_in: SignIn, folder: Path) -> None:
    take_over(county.treasurer, ROW)
    made = Document.objects.get()
    auditor, officer = signed_in(county.auditor), signed_in(county.officer)
    assert 'href="/budget/imported/"' in auditor.get("/budget/").content.decode()
    assert f'href="/documents/{made.pk}/"' in auditor.get("/budget/imported/").content.decode()
    assert downloaded(auditor, made.pk) == table(ROW)
    assert 'href="/budget/imported/"' not in officer.get("/budget/").content.decode()
    assert "没有您可以查看的文件" in officer.get("/budget/imported/").content.decode()


def test_a_file_imported_again_is_the_voucher_that_it_was(county: County, folder: Path) -> None:
    take_over(county.treasurer, ROW)
    line = BudgetLine.objects.get()
    basis = Basis("云财预〔2027〕9号", "关于调整预算的批复", TODAY)
    adjust_line(pk=line.pk, amount=Decimal(-3000), basis=basis, by=county.treasurer)
    file = BudgetFile.objects.get()
    seen = look(file, county.treasurer).signature
    import_budget(pk=file.pk, seen=seen, basis=basis, by=county.treasurer)
    made = Document.objects.get()
    first, second = Entry.objects.filter(action="funds.budget_file.imported").order_by("pk")
    assert first.facts["document"] == second.facts["document"] == "预算"
    assert first.facts["digest"] == second.facts["digest"] == made.digest


def test_the_list_of_imported_files_says_what_each_import_did(
    county: County, signed_in: SignIn, folder: Path
) -> None:
    take_over(county.treasurer, ROW)
    line = BudgetLine.objects.get()
    basis = Basis("云财预〔2027〕9号", "关于调整预算的批复", TODAY)
    adjust_line(pk=line.pk, amount=Decimal(-3000), basis=basis, by=county.treasurer)
    file = BudgetFile.objects.get()
    import_budget(pk=file.pk, seen=look(file, county.treasurer).signature, basis=basis, by=county.treasurer)
    first, second = Entry.objects.filter(action="funds.budget_file.imported").order_by("pk")
    auditor, treasurer = (
        signed_in(each).get("/budget/imported/").content.decode()
        for each in (county.auditor, county.treasurer)
    )
    for page in (auditor, treasurer):
        assert "新列入 1 条，改动 0 条，其中金额 0 条；金额合计变动 1,205,000.00 元" in page
        assert (
            "新列入 0 条，改动 1 条，其中金额 1 条；金额合计变动 3,000.00 元 · 依据 云财预〔2027〕9号" in page
        )
    assert all(f'href="/journal/entries/{each.pk}/"' in auditor for each in (first, second))
    assert "/journal/entries/" not in treasurer


def test_the_row_of_a_file_goes_with_its_content(county: County, folder: Path) -> None:
    take_over(county.treasurer, ROW)
    kept = BudgetFile.objects.get()
    there, gone, young = (
        upload_budget(county.treasurer, ROW | {"项目编码": code}) for code in ("A", "B", "C")
    )
    BudgetFile.objects.exclude(pk=young.pk).update(received_at=timezone.now() - timedelta(days=11))
    for digest in (kept.digest, gone.digest, young.digest):
        (folder / digest[:2] / digest).unlink()
    sweep_rows()
    assert set(BudgetFile.objects.all()) == {kept, there, young}


def test_the_fifty_files_imported_last_are_listed(county: County) -> None:
    names = [f"{number}.csv" for number in range(51)]
    BudgetFile.objects.bulk_create(
        BudgetFile(
            office=county.finance,
            name=name,
            digest="0" * 64,
            imported_at=timezone.now() - timedelta(days=number),
        )
        for number, name in enumerate(names)
    )
    assert [each.file.name for each in imported_files(county.treasurer)] == names[:50]


def test_an_imported_file_that_is_lost_is_no_upload_that_was_deleted(county: County, folder: Path) -> None:
    take_over(county.treasurer, ROW)
    file = BudgetFile.objects.get()
    (folder / file.digest[:2] / file.digest).unlink()
    with pytest.raises(MissingFile):
        content_of(file)
