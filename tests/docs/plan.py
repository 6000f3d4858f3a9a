"""The house's plan in CONTRIBUTING.md: `python -m tests.docs.plan` writes it anew.

In: the table of imports in `tests/test_structure.py`, and the plan as it is. Out: a row for each
room, with the purpose that it had, or for a new room the first line of its docstring.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.test_structure import MAY_IMPORT, PACKAGE

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"
HEAD = "| room | for | may import |\n|---|---|---|\n"
TABLE = re.compile(re.escape(HEAD) + r"(?:\|.*\n)+")
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \|", re.M)


def written(text: str) -> str:
    """Return the contributors' page with the plan as the test of structure has it."""
    known = dict(ROW.findall(text))
    rows = (
        f"| `{room}` | {known.get(room) or first_sentence(room)} | {', '.join(sorted(may))} |\n"
        for room, may in MAY_IMPORT.items()
    )
    table = HEAD + "".join(rows)
    return TABLE.sub(lambda _: table, text)


def first_sentence(room: str) -> str:
    """Return the first line of a room's docstring, without its full stop."""
    paths = (PACKAGE / room / "__init__.py", PACKAGE / f"{room}.py")
    source = next((path.read_text(encoding="utf-8") for path in paths if path.exists()), "")
    line = (ast.get_docstring(ast.parse(source)) or "to be described").splitlines()[0]
    return line.rstrip(".").replace("|", "\\|")


if __name__ == "__main__":
    CONTRIBUTING.write_text(written(CONTRIBUTING.read_text(encoding="utf-8")), encoding="utf-8")
