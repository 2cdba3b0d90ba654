"""What the demonstration shows on pages of others: the keys of its custodians, which in earnest nobody but they would have."""

from __future__ import annotations

from django.http import HttpRequest

from goufu.core.panels import Panel
from goufu.demo.sealing import PASSPHRASE, key_of
from goufu.procurement.models import Procurement


def keys(request: HttpRequest, procurement: Procurement) -> Panel | None:
    """The key of the custodian who looks at the page, as a file, with its passphrase."""
    person = request.agent.person.pk  # type: ignore[attr-defined]
    found = [each for each in procurement.custodians.all() if each.person_id == person and key_of(each)]
    if not found:
        return None
    return Panel("demo/panels/keys.html", {"custodian": found[0], "passphrase": PASSPHRASE})
