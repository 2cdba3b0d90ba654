"""400 real titles with what each says is bought, as a list for `goufu screening`.

    python -m tools.real_titles PAIRS.csv > real.csv && goufu screening real.csv

PAIRS.csv has a column title (see tools/kind_weights.py). The titles themselves are not in this project: labels.csv knows
each by the first sixteen hex digits of its SHA-256. The 400 were drawn at random from the single-class titles; two people
labelled each by what the title says, without knowing the program's answer or the buyer's class, and what they saw
differently counts as unclear. Nobody tunes to them.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from pathlib import Path

LABELS = Path(__file__).with_name("labels.csv")


def main(pairs: str) -> None:
    """The labelled list, written to standard output."""
    with LABELS.open(encoding="utf-8") as file:
        labels = {row["title_sha256"]: row["label"] for row in csv.DictReader(file)}
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["title", "label"])
    with Path(pairs).open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if label := labels.pop(_digest(row["title"]), None):
                writer.writerow([row["title"], label])
    if labels:
        sys.exit(f"{len(labels)} titles are not in {pairs}")


def _digest(title: str) -> str:
    return hashlib.sha256(title.encode()).hexdigest()[:16]


if __name__ == "__main__":
    main(sys.argv[1])
