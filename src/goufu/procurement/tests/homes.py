"""Copies of the room's data to change, and a made-up method."""

from __future__ import annotations

import shutil
from pathlib import Path

from goufu.procurement.methods import HOME

FILES = ("events.toml", "settings.toml")
BAKE_OFF = """
name = "bake_off"
title = "试做比选"
article = "procurement-law:26"
facts = { method = "consultation" }
in_force_from = 2020-01-01
starts = ["started"]
approval = "none"
approval_article = "procurement-law:26"
organisation = ["dispersed"]
steps = ["intention", "consultation_notice", "samples", "tasting", "report", "award", "result"]
stages = [
  { name = "intention", notices = ["intention"], ends = "intention_published", evidence = "意向公告" },
  { name = "notice", notices = ["consultation"], ends = "notice_published", evidence = "公告" },
  { name = "response", title = "试做", ends = "bid_deadline", evidence = "样品签收单" },
  { name = "review", title = "品评", papers = ["review_report"], ends = "review_ended", evidence = "评审报告" },
  { name = "award", notices = ["result"], ends = "result_published", evidence = "结果公告" },
]

[grounds]
fact = "method_ground"
cases = ["service_purchase"]
article = "procurement-law:26"

[panel]
title = "品评小组"
article = "procurement-law:26"
least = "small_panel_min"
is_odd = true
experts = "procurement.panel-expert-share"

[scoring]
methods = ["weighted"]
article = "procurement-law:26"
ties = ["technical", "price"]
base_price = "lowest"
price_weight = { least = "consultation_price_weight_min_percent", most = "consultation_price_weight_max_percent" }

[envelopes]
kind = "none"
article = "procurement-law:26"

[qualification]
by = "purchaser"
article = "procurement-law:23"

[fallback]
use = "tender"

[own_steps.samples]
title = "送样品"
article = "procurement-law:35"
stage = "response"
begins = "notice_expired"
ends = "bid_deadline"
least = "tender_wait_days"

[own_steps.tasting]
title = "品评"
stage = "review"
begins = "bid_deadline"
ends = "review_ended"
"""


def copied(folder: Path) -> Path:
    """A copy of the room's data below the folder."""
    home = folder / "procurement"
    for name in ("methods", "notices"):
        shutil.copytree(HOME / name, home / name)
    for name in FILES:
        shutil.copy(HOME / name, home / name)
    return home


def changed(home: Path, file: str, before: str, after: str) -> None:
    """Changes the first such place of a file, which must be there."""
    path = home / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
