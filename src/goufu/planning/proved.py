"""How the tables of planning are proved."""

from __future__ import annotations

from goufu.journal.proofs import Derivation, Proof
from goufu.planning import readings
from goufu.planning.models import Funding, Project, Target, Waiver

PROOFS = [
    Proof(Funding),
    Proof(Project, unproved={"reading": "由名称和需求读出，随读法更新；核对时照名称和需求重读"}),
    Proof(Target),
    Proof(Waiver),
]
MADE = [readings.faults]
CHECKS = [
    # What a submitted or approved project wants of each line is what the ledger holds for it.
    Derivation(
        "planning_project",
        "资金来源",
        """
        WITH asked AS (SELECT id FROM planning_project WHERE state IN ('submitted', 'approved')),
        wanted AS (SELECT project_id AS project, line_id, amount FROM planning_funding
            WHERE project_id IN (SELECT id FROM asked)),
        held AS (SELECT project, line_id, sum(amount) AS amount FROM funds_ledgerentry
            WHERE kind IN ('reservation', 'commitment') AND project IN (SELECT id FROM asked)
            GROUP BY project, line_id HAVING sum(amount) <> 0)
        SELECT project, COALESCE(held.amount, 0), COALESCE(wanted.amount, 0)
        FROM wanted FULL JOIN held USING (project, line_id) WHERE wanted.amount IS DISTINCT FROM held.amount
        """,
    ),
    # A draft and a withdrawn project hold nothing; a returned one only what a contract has committed.
    Derivation(
        "planning_project",
        "占用的预算",
        """
        SELECT entry.project, 0, sum(entry.amount) FROM funds_ledgerentry entry
        JOIN planning_project asked ON asked.id = entry.project
        WHERE asked.state IN ('draft', 'withdrawn') AND entry.kind IN ('reservation', 'commitment')
            OR asked.state = 'returned' AND entry.kind = 'reservation'
        GROUP BY entry.project, entry.line_id HAVING sum(entry.amount) <> 0
        """,
    ),
]
