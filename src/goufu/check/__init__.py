"""The check of a list of planned purchases against the law: reading, recognising columns, answering, reporting.

Only apps, forms, title, urls and the views use Django.
"""
