"""Why the table of the demonstration is not proved."""

from __future__ import annotations

UNPROVED = {"demo_democlock": "示例的时钟，随时可以往后拨"}
