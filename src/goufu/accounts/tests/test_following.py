"""The keys of who has left act for nobody, whatever becomes of the account."""

from __future__ import annotations

from django.test import Client

from goufu.accounts.actions.following import revoke_keys_of
from goufu.accounts.actions.keys import issue_key
from goufu.accounts.models import ApiKey
from goufu.journal.models import Entry
from goufu.registry.tests.county import County


def test_keys_are_revoked_for_good(county: County) -> None:
    _key, text = issue_key(name="财务系统", days=30, by=county.officer)
    _other, others = issue_key(name="财务系统", days=30, by=county.lead)
    revoke_keys_of(person=county.officer.person.pk)
    revoke_keys_of(person=county.officer.person.pk)  # begun twice
    for key, status in ((text, 401), (others, 200)):
        answer = Client().get("/api/me", headers={"authorization": f"Bearer {key}"})
        assert answer.status_code == status
    assert ApiKey.objects.filter(is_revoked=True).count() == 1
    assert (
        Entry.objects.filter(action="accounts.keys.revoked").count() == 1
    )  # nothing was done the second time
