"""A large envelope is sealed and opened in as little memory as a small one; 200 MB are measured in bench."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MOST_GROWTH_MB = 12

PROGRAM = """
import io, resource, sys
from pathlib import Path
from goufu.sealing.contents import Source
from goufu.sealing.envelope import Expected, open_envelope, seal
from goufu.sealing.outside import read_outside
from goufu.sealing.peel import combine, peel
from goufu.sealing.tests.parties import LABEL, NOW, parties

class Zeros(io.RawIOBase):
    def __init__(self, size): self.left = size
    def read(self, size=-1):
        given = min(size, self.left)
        self.left -= given
        return bytes(given)

def through(size):
    those, folder = parties(), Path(sys.argv[1])
    with (folder / "bid").open("wb") as out:
        sealed = seal([Source("large", size, lambda: Zeros(size))], those.sheet, LABEL, out, NOW)
    secret = combine(sealed.outside, [peel(sealed.outside, key.secret, LABEL) for key in those.keys[:2]])
    with (folder / "bid").open("rb") as stream:
        open_envelope(stream, secret, Expected(LABEL, those.sheet, sealed.digest), folder / str(size))
    assert (folder / str(size) / "large").stat().st_size == size
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

small = through(1_000_000)
print(through(32_000_000) - small)
"""


def test_thirty_two_megabytes_take_no_more_memory_than_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < MOST_GROWTH_MB
