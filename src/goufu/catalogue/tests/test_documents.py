"""An edition's papers: those of its making for whoever makes it or is asked, the one that publishes it for all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from goufu.catalogue.actions import draft_edition, request_comments, withdraw_edition
from goufu.catalogue.models import Edition, EditionKind
from goufu.catalogue.tests.conftest import Publish
from goufu.core.action import history
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.documents.actions import attach_document
from goufu.documents.models import Document
from goufu.documents.queries import document, documents_of
from goufu.documents.subjects import subject_of
from goufu.documents.tests.papers import downloaded, pdf, upload
from goufu.registry.agents import Agent
from goufu.registry.tests.county import TODAY, County

SignedIn = Callable[[Agent], Client]


@pytest.fixture
def draft(central: Edition, county: County) -> Edition:
    return draft_edition(
        owner=county.civil, kind=EditionKind.DEPARTMENT, start="base", by=county.lead, day=TODAY
    )


def attach(edition: Edition, kind: str, by: Agent) -> Document:
    return attach_document(
        by=by, subject=("edition", edition.pk), kind=kind, file_name=f"{kind}.pdf", chunks=[pdf(kind)]
    )


def kinds_seen(edition: Edition, agent: Agent | None) -> list[str]:
    return sorted(each.kind for each in documents_of(subject_of(agent, "edition", edition.pk)))


def test_whoever_is_asked_sees_what_he_is_asked_about(county: County, draft: Edition) -> None:
    asked_about, review = (attach(draft, kind, county.lead) for kind in ("consultation", "review"))
    with pytest.raises(NotFound):
        document(county.teacher, asked_about.pk)
    request_comments(edition=draft.pk, bodies=[county.education], due_on=TODAY, by=county.lead, day=TODAY)
    assert kinds_seen(draft, county.teacher) == ["consultation"]
    with pytest.raises(NotFound):
        document(county.teacher, review.pk)
    assert kinds_seen(draft, county.treasurer) == ["consultation", "review"]
    assert history(draft)[1].action == "documents.document.attached"


def test_what_publishes_it_everybody_reads(county: County, publish: Publish) -> None:
    edition = publish(county.civil, county.lead)
    attach(edition, "review", county.lead)
    made = attach(edition, "publication", county.treasurer)
    assert kinds_seen(edition, None) == ["publication"]
    assert downloaded(Client(), made.pk) == pdf("publication")
    page = Client().get(f"/catalogue/editions/{edition.pk}/").content.decode()
    assert "公布文件" in page and "专家论证意见" not in page and "上传文件" not in page


def test_who_attaches_what(county: County, draft: Edition, publish: Publish) -> None:
    with pytest.raises(NotFound):  # nothing is published yet
        attach(draft, "publication", county.treasurer)
    with pytest.raises(NotAllowed):
        attach(draft, "consultation", county.officer)
    withdraw_edition(edition=draft.pk, reason="改由上级编制", by=county.lead)
    with pytest.raises(Refusal, match="已经撤回"):
        attach(draft, "consultation", county.lead)
    published = publish(county.civil, county.lead, valid_from=date(2026, 12, 1))
    with pytest.raises(NotAllowed):
        attach(published, "publication", county.lead)


def test_the_form_on_the_edition_s_page(county: County, draft: Edition, signed_in: SignedIn) -> None:
    lead = signed_in(county.lead)
    address = f"/documents/of/edition/{draft.pk}/attach/"
    page = lead.get(f"/catalogue/editions/{draft.pk}/").content.decode()
    assert f'action="{address}"' in page and "还没有文件" in page
    form = {"kind": "consultation", "number": "云民函〔2026〕8号", "file": upload(name="征求意见函.pdf")}
    answer = lead.post(address, form)
    assert answer.headers["Location"] == f"/catalogue/editions/{draft.pk}/"
    page = lead.get(f"/catalogue/editions/{draft.pk}/").content.decode()
    assert "征求意见函" in page and "云民函〔2026〕8号" in page and "征求意见文件" in page
