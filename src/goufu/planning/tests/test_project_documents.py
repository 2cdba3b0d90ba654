"""What a project rests on, and the papers that are written of it: who may, and that nothing changes once it is submitted."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from django.utils.translation import override
from pypdf import PdfReader

from goufu.core.action import history
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.documents.actions import attach_document, supersede_document, write_paper
from goufu.documents.models import Document
from goufu.documents.store import store
from goufu.documents.subjects import subject_of
from goufu.documents.tests.papers import downloaded, pdf, upload
from goufu.planning.actions.deciding import adjust_project, submit_project
from goufu.planning.actions.writing import delete_draft
from goufu.planning.models import Project
from goufu.planning.tests.writing import approved
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Agent], Client]


def attach(draft: Project, by: Agent, kind: str = "price_basis", text: str = "") -> Document:
    subject = ("project", draft.pk)
    return attach_document(by=by, subject=subject, kind=kind, file_name="询价单.pdf", chunks=[pdf(text)])


def text_of(made: Document) -> str:
    with store().read(made.digest) as file:
        pages = PdfReader(BytesIO(file.read())).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_attached_shown_and_logged(county: County, draft: Project, signed_in: SignedIn) -> None:
    officer, address = signed_in(county.officer), f"/projects/{draft.pk}/"
    form = {"kind": "survey", "name": "需求调查报告", "file": upload()}
    answer = officer.post(f"/documents/of/project/{draft.pk}/attach/", form)
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    page = officer.get(address).content.decode()
    assert "需求调查报告" in page and "需求调查 ·" in page
    assert history(draft)[0].action == "documents.document.attached"
    assert downloaded(signed_in(county.treasurer), Document.objects.get().pk) == pdf()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "空的"),
        (b"MZ\x90\x00" * 50, "不是可以上传的文件"),
        (b"PK\x03\x04" + b"\x00" * 100, "损坏"),
        (b"%PDF-1.7 " + b"x" * 99, "不完整"),
    ],
)
def test_what_is_no_paper_is_refused(
    county: County, draft: Project, signed_in: SignedIn, content: bytes, what: str
) -> None:
    form = {"kind": "survey", "file": upload(content, "../../etc/调查\u202egpj.exe")}
    answer = signed_in(county.officer).post(f"/documents/of/project/{draft.pk}/attach/", form)
    assert answer.status_code == 422
    assert what in answer.content.decode()
    assert not Document.objects.exists()


def test_who_may_attach_and_read(county: County, draft: Project, signed_in: SignedIn) -> None:
    made = attach(draft, county.officer)
    for by in (county.treasurer, county.auditor):
        with pytest.raises(NotAllowed):
            attach(draft, by, text=by.person.name)
    for by in (county.teacher, county.system):
        with pytest.raises(NotFound):
            attach(draft, by, text=by.person.name)
    for client in (signed_in(county.teacher), signed_in(county.system), Client()):
        assert client.get(f"/documents/{made.pk}/").status_code == 404
    assert downloaded(signed_in(county.auditor), made.pk) == pdf()


def test_nothing_changes_once_it_is_submitted(county: County, draft: Project, signed_in: SignedIn) -> None:
    made = attach(draft, county.officer)
    submit_project(project=draft.pk, by=county.officer)
    with pytest.raises(Refusal, match="附件不能再变"):
        attach(draft, county.officer, text="later")
    with pytest.raises(Refusal, match="附件不能再变"):
        supersede_document(
            by=county.officer, document=made.pk, reason="拿错了一份文件", file_name="b.pdf", chunks=[pdf("b")]
        )
    page = signed_in(county.officer).get(f"/projects/{draft.pk}/").content.decode()
    assert "询价单" in page and "/attach/" not in page and "/supersede/" not in page
    assert Document.objects.count() == 1


def test_adjusting_opens_it_again(county: County, draft: Project) -> None:
    approved(draft, county)
    adjust_project(project=draft.pk, by=county.officer, reason="服务人数增加")
    assert attach(draft, county.officer).name == "询价单"


def test_the_approval_is_written_once_and_says_what_was_approved(
    county: County, draft: Project, signed_in: SignedIn
) -> None:
    approved(draft, county)
    officer = signed_in(county.officer)
    answer = officer.post(f"/documents/of/project/{draft.pk}/approval/")
    made = Document.objects.get()
    assert answer.headers["Location"] == f"/documents/{made.pk}/"
    assert (made.kind, made.origin, made.media_type) == ("approval", "issued", "application/pdf")
    said = text_of(made)
    for each in (
        "失能老人上门护理服务", "云岭县民政局", "60,000.00元（大写：陆万元整）", "陈财政", "≥300人", "云岭县财政局",
    ):  # fmt: skip
        assert each in said
    entry = history(draft)[0]
    assert (entry.action, entry.facts["digest"]) == ("documents.document.issued", made.digest)
    again = signed_in(county.auditor).post(f"/documents/of/project/{draft.pk}/approval/")
    assert again.headers["Location"] == f"/documents/{made.pk}/"
    assert Document.objects.count() == 1
    page = officer.get(f"/projects/{draft.pk}/").content.decode()
    assert "项目申报书（PDF）" in page and "项目批准书（PDF）" not in page


def test_it_is_the_same_file_whoever_asks_in_whatever_language(county: County, draft: Project) -> None:
    submit_project(project=draft.pk, by=county.officer)
    subject = ("project", draft.pk)
    first = subject_of(county.officer, *subject).paper("application").write()
    with override("en"):
        assert subject_of(county.treasurer, *subject).paper("application").write() == first


def test_what_may_still_change_has_no_paper(county: County, draft: Project) -> None:
    for kind in ("application", "approval"):
        with pytest.raises(NotFound):
            write_paper(by=county.officer, subject=("project", draft.pk), kind=kind)
    submit_project(project=draft.pk, by=county.officer)
    with pytest.raises(NotFound):
        write_paper(by=county.officer, subject=("project", draft.pk), kind="approval")
    with pytest.raises(NotFound):
        write_paper(by=county.teacher, subject=("project", draft.pk), kind="application")


def test_nobody_brings_or_replaces_a_paper_of_the_program(county: County, draft: Project) -> None:
    with pytest.raises(NotFound):
        attach(draft, county.officer, kind="approval")
    approved(draft, county)
    made = write_paper(by=county.officer, subject=("project", draft.pk), kind="approval")
    adjust_project(project=draft.pk, by=county.officer, reason="服务人数增加")
    with pytest.raises(Refusal, match="出具的文件"):
        supersede_document(
            by=county.officer, document=made.pk, reason="换成自己写的", file_name="a.pdf", chunks=[pdf()]
        )


def ways_out(client: Client, project: Project) -> set[str]:
    """The ways to give the project up that its page offers."""
    page = client.get(f"/projects/{project.pk}/").content.decode()
    return {verb for verb in ("withdraw", "delete") if f"/projects/{project.pk}/{verb}/" in page}


def test_a_draft_is_deleted_and_what_was_submitted_withdrawn(
    county: County, draft: Project, signed_in: SignedIn
) -> None:
    assert ways_out(signed_in(county.officer), draft) == {"delete"}
    submit_project(project=draft.pk, by=county.officer)
    assert ways_out(signed_in(county.officer), draft) == {"withdraw"}


def test_a_draft_with_a_paper_is_withdrawn_and_not_deleted(
    county: County, draft: Project, signed_in: SignedIn
) -> None:
    attach(draft, county.officer)
    with pytest.raises(Refusal, match="附有文件"):
        delete_draft(project=draft.pk, by=county.officer)
    assert Document.objects.get().subject_number == Project.objects.get().pk
    assert ways_out(signed_in(county.officer), draft) == {"withdraw"}
