SELECT p.id, p.is_reviewed AS is_contract_reviewed_by_counsel FROM planning_project p
