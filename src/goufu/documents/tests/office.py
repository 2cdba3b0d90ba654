"""Word files as an office program shows them: LibreOffice, which opens and prints what the program writes."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from pypdf import PdfReader


def shown_by_an_office(files: Mapping[str, bytes], folder: Path) -> dict[str, PdfReader]:
    """The files (Word, by name) as LibreOffice prints them, all opened by one start of it."""
    for name, content in files.items():
        (folder / f"{name}.docx").write_bytes(content)
    home = f"-env:UserInstallation=file://{folder}/office"
    opened = [folder / f"{name}.docx" for name in files]
    said = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, opened)]
    subprocess.run(said, check=True, capture_output=True, timeout=120)
    return {name: PdfReader(folder / f"{name}.pdf") for name in files}
