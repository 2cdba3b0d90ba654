"""The database itself refuses to change a published edition, whoever asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from goufu.catalogue.models import Edition, EditionEntry, EditionState
from goufu.registry.tests.county import TODAY, County

Tamper = Callable[[Edition], object]


@pytest.mark.parametrize(
    "tamper",
    [
        lambda edition: Edition.objects.filter(pk=edition.pk).update(title="另一个"),
        lambda edition: Edition.objects.filter(pk=edition.pk).update(
            state=EditionState.WITHDRAWN, valid_from=None
        ),
        lambda edition: Edition.objects.filter(pk=edition.pk).update(valid_until=TODAY),
        lambda edition: edition.entries.filter(code="A0402").update(name="别的"),
        lambda edition: EditionEntry.objects.create(edition=edition, code="A0499", name="添的"),
        lambda edition: edition.entries.filter(code="A0402").delete(),
        lambda edition: edition.delete(),
        lambda edition: edition.comments.create(body=edition.owner, asked_on=TODAY, due_on=TODAY),
    ],
)
def test_what_is_published_stays(central: Edition, tamper: Tamper) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        tamper(central)
        EditionEntry.objects.exists()


def test_an_entry_hangs_below_an_entry(central: Edition, county: County) -> None:
    draft = Edition.objects.create(owner=county.civil, kind="department", title="x", number=1)
    with pytest.raises(IntegrityError, match="entry_has_its_parent"), transaction.atomic():
        EditionEntry.objects.create(edition=draft, code="A0402", name="基本养老服务")
        connection.check_constraints()


def test_no_two_editions_of_an_owner_apply_on_one_day(central: Edition) -> None:
    with pytest.raises(IntegrityError, match="edition_one_a_day"), transaction.atomic():
        Edition.objects.create(
            owner=central.owner,
            kind=central.kind,
            title="另一个",
            number=2,
            state=EditionState.PUBLISHED,
            valid_from=TODAY,
            published_on=TODAY,
            provenance="试用",
        )
