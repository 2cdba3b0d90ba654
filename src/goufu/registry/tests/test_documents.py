"""Papers of a provider's file: attached, superseded and issued; what is hostile is refused, what is there never changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from goufu.core.action import action, history
from goufu.core.errors import AlreadyDone, NotAllowed, NotFound, Refusal
from goufu.core.numbers import NumberSeries
from goufu.core.permissions import Permission
from goufu.documents.actions import attach_document, issue_document, supersede_document
from goufu.documents.models import Document
from goufu.documents.papers import Written
from goufu.documents.queries import document, documents_of
from goufu.documents.store import store
from goufu.documents.subjects import subject_of
from goufu.documents.tests.papers import pdf
from goufu.registry.actions.providers import add_entry, strike_entry
from goufu.registry.agents import Agent
from goufu.registry.models import Body, Qualification
from goufu.registry.tests.county import County, body

Attach = Callable[..., Document]


@pytest.fixture
def home(county: County) -> Body:
    return body("云岭县康乐养老服务中心", county.place, kind="social_service_organisation")


@pytest.fixture
def licence(county: County, home: Body) -> Qualification:
    entry = Qualification(body=home, name="养老机构备案", issuer="云岭县民政局", valid_from=date(2025, 1, 1))
    return add_entry(by=county.treasurer, entry=entry)


@pytest.fixture
def attach(county: County, licence: Qualification) -> Attach:
    def attach(content: bytes | None = None, *, by: Agent = county.treasurer, **more: Any) -> Document:
        given = {
            "chunks": [pdf() if content is None else content],
            "subject": ("qualification", licence.pk),
            "kind": "certificate",
            "file_name": "证书.pdf",
        } | more
        return attach_document(by=by, **given)

    return attach


def names(agent: Agent | None, licence: Qualification) -> list[str]:
    return [each.name for each in documents_of(subject_of(agent, "qualification", licence.pk))]


def test_what_is_kept_of_a_paper(county: County, home: Body, licence: Qualification, attach: Attach) -> None:
    made = attach(number="民备〔2025〕7号")
    made.refresh_from_db()
    assert (made.subject_kind, made.subject_number, made.kind) == ("qualification", licence.pk, "certificate")
    assert (made.origin, made.number, made.name) == ("attached", "民备〔2025〕7号", "证书")
    assert (made.media_type, made.size_bytes) == ("application/pdf", len(pdf()))
    assert (made.person_name, made.body_name) == ("陈财政", "云岭县财政局")
    with store().read(made.digest) as file:
        assert file.read() == pdf()
    entry = history(home)[0]
    assert entry.action == "documents.document.attached"
    assert entry.facts["subject"] == "云岭县康乐养老服务中心：资质"
    assert (entry.facts["digest"], entry.facts["number"]) == (made.digest, "民备〔2025〕7号")


@pytest.mark.parametrize(
    ("file_name", "name", "shown"),
    [
        ("证书.PDF", "", "证书.pdf"),
        (r"C:\文件\证书.pdf", "", "证书.pdf"),
        ("../../etc/passwd", "", "passwd.pdf"),
        ("证书\u202efdp.exe", "", "证书fdp.pdf"),
        ("\x00\r\n.pdf", "", "文件.pdf"),
        ("证书.pdf", "云民〔2025〕3.2", "云民〔2025〕3.2.pdf"),
        ("长" * 300 + ".pdf", "", "长" * 150 + ".pdf"),
    ],
)
def test_names_are_harmless(attach: Attach, file_name: str, name: str, shown: str) -> None:
    assert attach(file_name=file_name, name=name).file_name == shown


@pytest.mark.parametrize(
    ("content", "what"), [(b"", "是空的"), (b"<script>", "不是可以上传的文件"), (b"%PDF-1.7", "不完整")]
)
def test_what_is_no_paper_leaves_nothing(attach: Attach, content: bytes, what: str) -> None:
    before = sorted(store().folder.rglob("*"))
    with pytest.raises(Refusal, match=what) as refused:
        attach(content)
    assert refused.value.field == "file" and refused.value.remedy
    assert not Document.objects.exists()
    assert [file for file in sorted(store().folder.rglob("*")) if file not in before and file.is_file()] == []


def test_who_may_attach(county: County, attach: Attach) -> None:
    for by in (county.auditor, county.system):
        with pytest.raises(NotAllowed):
            attach(by=by)
    with pytest.raises(NotFound):  # sees no body but his own
        attach(by=county.officer)
    with pytest.raises(NotFound):
        attach(kind="publication")
    with pytest.raises(NotFound):
        attach(subject=("person", county.officer.person.pk))


def test_nothing_is_attached_to_what_was_struck_out(
    county: County, licence: Qualification, attach: Attach
) -> None:
    made = attach()
    strike_entry(by=county.treasurer, entry=licence, version=1, reason="登记错了单位")
    with pytest.raises(Refusal, match="已经划去"):
        attach(pdf("second"))
    assert document(county.auditor, made.pk)[0] == made


def test_nor_when_it_is_struck_out_while_the_file_comes_in(
    county: County, licence: Qualification, attach: Attach
) -> None:
    def slowly() -> Iterator[bytes]:
        strike_entry(by=county.treasurer, entry=licence, version=1, reason="登记错了单位")
        yield pdf()

    with pytest.raises(Refusal, match="已经划去"):
        attach(chunks=slowly())
    assert not Document.objects.exists()


def test_the_same_bytes_are_not_attached_twice(attach: Attach) -> None:
    attach()
    with pytest.raises(Refusal, match="已经在这里，名称是“证书”"):
        attach(name="又一份")
    assert attach(kind="other").digest == Document.objects.first().digest  # type: ignore[union-attr]


def test_a_form_sent_twice_attaches_once(attach: Attach) -> None:
    once = uuid4()
    attach(once=once)
    with pytest.raises(AlreadyDone):
        attach(pdf("other"), once=once)
    assert Document.objects.count() == 1


def test_a_wrong_paper_is_superseded_and_stays(
    county: County, licence: Qualification, attach: Attach
) -> None:
    wrong = attach(name="旧证")
    right = supersede_document(
        by=county.treasurer,
        document=wrong.pk,
        reason="扫描件缺页",
        file_name="新证.pdf",
        chunks=[pdf("whole")],
    )
    assert (right.supersedes, right.reason, right.kind) == (wrong, "扫描件缺页", "certificate")
    assert names(county.auditor, licence) == ["新证", "旧证"]
    assert history(licence.body)[0].facts["superseded"] == "旧证"


def test_superseding_needs_a_reason_and_the_paper_that_holds_now(county: County, attach: Attach) -> None:
    wrong = attach()

    def supersede(reason: str, text: str) -> Document:
        return supersede_document(
            by=county.treasurer, document=wrong.pk, reason=reason, file_name="a.pdf", chunks=[pdf(text)]
        )

    with pytest.raises(Refusal, match="替换要写明理由，至少5个字"):
        supersede("错 ", "2")
    supersede("扫描件缺了第二页", "2")
    with pytest.raises(Refusal, match="已经替换过"):
        supersede("又扫描了一次", "3")
    assert Document.objects.count() == 2


@pytest.mark.parametrize("change", [{"name": "改了"}, {"digest": "0" * 64}, {"reason": "x"}])
def test_the_database_refuses_to_change_a_paper(attach: Attach, change: dict[str, str]) -> None:
    made = attach()
    with pytest.raises(IntegrityError, match="只能添加"), transaction.atomic():
        Document.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError, match="只能添加"), transaction.atomic():
        Document.objects.filter(pk=made.pk).delete()


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"digest": "ABC"}, "document_digest_form"),
        ({"size_bytes": 0}, "document_not_empty"),
        ({"reason": "为什么"}, "document_superseded_with_reason"),
        ({"origin": "issued", "number": ""}, "document_issued_with_number"),
    ],
)
def test_the_database_refuses_a_paper_that_cannot_be(
    attach: Attach, wrong: dict[str, Any], constraint: str
) -> None:
    made = attach()
    for field, value in wrong.items():
        setattr(made, field, value)
    made.pk = None
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        made.save(force_insert=True)


def test_a_paper_is_issued_with_its_number_within_an_action(county: County, licence: Qualification) -> None:
    series = NumberSeries("test.confirmation", "{place}民备〔{year}〕{number}号")

    def issue() -> Document:
        with action("registry.provider.noted", Permission.KEEP_PROVIDERS, by=county.treasurer) as act:
            thing = act.lock(Qualification.objects, licence.pk)
            place = {"place": county.place.code, "place_word": "云岭"}
            return issue_document(
                act, thing, kind="certificate", series=series, name="备案回执", write=written, **place
            )

    def written(number: str) -> Written:
        return Written(pdf(f"No {number.split('〕')[1]}"), said="")

    first, second = issue(), issue()
    year = timezone.localdate().year
    assert [first.number, second.number] == [f"云岭民备〔{year}〕{number}号" for number in (1, 2)]
    with store().read(second.digest) as paper:
        assert paper.read() == pdf("No 2号")  # the paper carries its number
    assert first.origin == "issued"
    with pytest.raises(Refusal, match="不能用上传的替换"):
        supersede_document(
            by=county.treasurer, document=first.pk, reason="盖章不清楚", file_name="a.pdf", chunks=[pdf("3")]
        )


def test_only_whoever_sees_the_body_sees_its_papers(
    county: County, licence: Qualification, attach: Attach
) -> None:
    made = attach()
    assert names(county.auditor, licence) == ["证书"]
    for stranger in (county.officer, county.teacher, None):
        with pytest.raises(NotFound):
            document(stranger, made.pk)
