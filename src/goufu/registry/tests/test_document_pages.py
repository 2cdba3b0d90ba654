"""The pages of papers: the upload form, the download, and what a browser is told of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from goufu.documents.models import Document
from goufu.documents.store import store
from goufu.documents.tests.papers import downloaded, pdf, upload
from goufu.registry.agents import Agent
from goufu.registry.models import Body, Qualification
from goufu.registry.tests.county import County, body

SignedIn = Callable[[Agent], Client]


@pytest.fixture
def licence(county: County) -> Qualification:
    home: Body = body("云岭县康乐养老服务中心", county.place, kind="social_service_organisation")
    return Qualification.objects.create(
        body=home, name="养老机构备案", issuer="云岭县民政局", valid_from=date(2025, 1, 1)
    )


@pytest.fixture
def treasurer(county: County, signed_in: SignedIn) -> Client:
    return signed_in(county.treasurer)


def attached(client: Client, licence: Qualification) -> Document:
    address = f"/documents/of/qualification/{licence.pk}/attach/"
    answer = client.post(address, {"kind": "certificate", "number": "民备7号", "file": upload()})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/bodies/{licence.body_id}/")
    return Document.objects.latest("pk")


def test_attached_listed_and_downloaded(licence: Qualification, treasurer: Client) -> None:
    made = attached(treasurer, licence)
    page = treasurer.get(f"/bodies/{licence.body_id}/").content.decode()
    assert "养老机构设立许可证" in page and "民备7号" in page and made.digest[:8] in page
    assert f"/documents/{made.pk}/supersede/" in page and "已由“" not in page
    answer = treasurer.get(f"/documents/{made.pk}/")
    assert answer.getvalue() == pdf()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%85%BB")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Length"] == str(len(pdf()))


def test_a_page_in_disguise_is_refused_and_what_was_typed_is_kept(
    licence: Qualification, treasurer: Client
) -> None:
    form = {
        "kind": "other",
        "number": "民备7号",
        "file": upload(b"<html><script>alert(1)</script>", "证书.pdf"),
    }
    answer = treasurer.post(f"/documents/of/qualification/{licence.pk}/attach/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "看内容，这不是可以上传的文件" in page and "民备7号" in page
    assert not Document.objects.exists()


@pytest.mark.parametrize("missing", ["kind", "file"])
def test_a_form_that_is_not_filled_says_so(licence: Qualification, treasurer: Client, missing: str) -> None:
    form = {"kind": "certificate", "file": upload()}
    del form[missing]
    answer = treasurer.post(f"/documents/of/qualification/{licence.pk}/attach/", form)
    assert answer.status_code == 422
    assert {"kind": "请选择种类", "file": "请选择文件"}[missing] in answer.content.decode()


def test_a_changed_or_missing_file_is_not_served(licence: Qualification, treasurer: Client) -> None:
    made = attached(treasurer, licence)
    [file] = store().folder.glob(
        f"[0-9a-f][0-9a-f]/{made.digest}"
    )  # not the mark of an orphan, which bears its name
    file.write_bytes(pdf("forged"))
    answer = treasurer.get(f"/documents/{made.pk}/")
    assert answer.status_code == 503 and "和登记时不同" in answer.content.decode()
    file.unlink()
    answer = treasurer.get(f"/documents/{made.pk}/")
    assert answer.status_code == 503 and "不见了" in answer.content.decode()


def test_superseded_on_its_page(licence: Qualification, treasurer: Client) -> None:
    made = attached(treasurer, licence)
    address = f"/documents/{made.pk}/supersede/"
    assert "民备7号" in treasurer.get(address).content.decode()
    form = {"kind": "certificate", "name": "新证", "reason": "扫描件缺了第二页", "file": upload(pdf("2"))}
    assert treasurer.post(address, form).status_code == 302
    page = treasurer.get(f"/bodies/{licence.body_id}/").content.decode()
    assert "已由“新证”替换：扫描件缺了第二页" in page and page.count("已由“") == 1
    assert address not in page and f"/documents/{made.pk + 1}/supersede/" in page
    assert treasurer.post(address, form | {"file": upload(pdf("3"))}).status_code == 422


def test_what_one_may_not_see_is_not_there(
    county: County, licence: Qualification, treasurer: Client, signed_in: SignedIn
) -> None:
    made = attached(treasurer, licence)
    for client in (signed_in(county.officer), signed_in(county.teacher), Client()):
        assert client.get(f"/documents/{made.pk}/").status_code == 404
    auditor = signed_in(county.auditor)
    assert downloaded(auditor, made.pk) == pdf()
    assert auditor.get(f"/documents/of/qualification/{licence.pk}/attach/").status_code == 403
    assert "上传文件" not in auditor.get(f"/bodies/{licence.body_id}/").content.decode()


@pytest.mark.parametrize(
    "path", ["of/nothing/1/attach/", "of/qualification/0/attach/", "0/", "99999999999999999999/"]
)
def test_addresses_of_nothing(treasurer: Client, path: str) -> None:
    assert treasurer.get(f"/documents/{path}").status_code == 404
