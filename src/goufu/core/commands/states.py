"""`goufu states`: state diagrams generated from the transition tables."""

from __future__ import annotations

from goufu.core.generated_pages import page_command


def _page() -> str:
    from goufu.core.transitions import page

    return page()


states = page_command("states", "画出各种事项的状态；写了文件名就写进文件，例如 docs/states.md。", _page)
