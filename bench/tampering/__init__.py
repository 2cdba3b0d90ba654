"""The campaign of tampering: whatever the owner of the database changes must be noticed, or be refused.

`python -m bench.tampering` fills a database by the program's own actions, then edits, deletes, puts in and swaps rows of
every table, column by column, with triggers on and off, and does the same to an export of the log. Each attempt is rolled
back.
"""
