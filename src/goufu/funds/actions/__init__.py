"""Actions on budgets, and the movements of the ledger. All that changes a budget line:

    budget.add_line              a finance office adds a line
    budget.adjust_line           a finance office changes what is approved, by a document
    importing.receive_file       stores a budget file; changes no line yet
    importing.import_budget      a finance office adds and changes the lines of a budget file
    following.follow_changed     the program writes a body's new office and place into its lines
    following.take_over_lines    the program gives the lines of an ended body to its successor

    ledger.reserve, release      hold money for a project, and let it go
    ledger.commit, uncommit      promise it by a contract, and take the promise back
    ledger.pay, refund           spend what is promised, and take a payment back

The movements of the ledger are part of other rooms' actions. The database refuses what goes past them
(models/budget.py, models/ledger.py): an approved amount without its adjustment, a total without its ledger entry, more
than there is, and the deletion of a line.
"""
