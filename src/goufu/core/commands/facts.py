"""`goufu facts`: the sources of the law's facts by stage, generated from the fact views."""

from __future__ import annotations

from goufu.core.generated_pages import page_command


def _page() -> str:
    from goufu.core.fact_page import page

    return page()


facts = page_command("facts", "列出每项事实从哪里来；写了文件名就写进文件，例如 docs/facts.md。", _page)
