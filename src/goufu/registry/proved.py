"""How the tables of the registry are proved. What identifies a person is told by a digest under a key."""

from __future__ import annotations

from goufu.journal.proofs import Proof
from goufu.registry.models import (
    Affiliation,
    Appointment,
    Appropriation,
    Body,
    CreditListing,
    Debarment,
    Designation,
    FileRequest,
    Headship,
    Inspection,
    Person,
    Place,
    Qualification,
    Succession,
    Violation,
)

PROOFS = [
    Proof(Affiliation),
    Proof(Appointment),
    Proof(Appropriation),
    Proof(Body),
    Proof(CreditListing),
    Proof(Debarment),
    Proof(Designation),
    Proof(FileRequest),
    Proof(Headship),
    Proof(Inspection),
    Proof(
        Person,
        secret=["password", "email", "phone", "identity_number"],
        unproved={"last_login": "每次登录都变；登录本身在日志里"},
    ),
    Proof(Place),
    Proof(Qualification),
    Proof(Succession),
    Proof(Violation),
]
