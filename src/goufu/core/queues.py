"""The two queues of jobs. On each machine each has a worker process of its own, so that neither waits for the other.

A job without a queue is in DEFAULT, which every machine's worker serves: seconds each, sealing and messages among them.
"""

from __future__ import annotations

import platform
from hashlib import sha256

DEFAULT = "default"
# What takes minutes, or needs files of this machine, is done on the machine that put it in. PostgreSQL takes
# 63 letters for the channel of a queue: hence no host name.
LONG = f"long-{sha256(platform.node().encode()).hexdigest()[:12]}"
