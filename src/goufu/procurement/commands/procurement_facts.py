"""`goufu procurement_facts`: for each rule of procurement and award, where its facts come from."""

from __future__ import annotations

from goufu.core.generated_pages import page_command


def _page() -> str:
    from goufu.procurement.fact_sources import page

    return page()


procurement_facts = page_command(
    "procurement_facts",
    "列出采购和定标的规则所用的事实从哪里来；写了文件名就写进文件，例如 docs/procurement-facts.md。",
    _page,
)
