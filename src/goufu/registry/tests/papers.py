"""The document by which bodies of the made-up county are changed."""

from __future__ import annotations

from goufu.registry.actions.designations import Document

DOCUMENT = Document("云岭县机构改革方案", "云办发〔2026〕3号")
