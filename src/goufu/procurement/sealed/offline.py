"""The sealing page as one file that works without a network: the same scripts, laid into it as data, and the sheet beside them."""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

SCRIPTS = (
    "vendor/age.js",
    "sealing/encoding.js",
    "sealing/sm3.js",
    "sealing/seal.js",
    "procurement/sealing_page.js",
    "procurement/words.js",
    "procurement/offline.js",
)
_IMPORT = re.compile(r'(from\s*)"(?:\.{1,2}/)+(?:[a-z]+/)*([a-z0-9_]+\.js)"')


@cache
def import_map() -> str:
    """The scripts as an import map: each a data address, naming the others by bare names."""
    imports = {}
    for name in SCRIPTS:
        found = finders.find(name)
        assert isinstance(found, str)
        text = _IMPORT.sub(r'\1"goufu/\2"', Path(found).read_text())
        data = base64.b64encode(text.encode()).decode()
        imports[f"goufu/{Path(name).name}"] = f"data:text/javascript;base64,{data}"
    return json.dumps({"imports": imports})
