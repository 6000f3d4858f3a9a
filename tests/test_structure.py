"""The shape of the package: data flow one way, modules and functions are short.

The table is that of the design, with the rooms that came later.
"""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import evaluation

PACKAGE = Path(evaluation.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_MODULE = 300
LONGEST_FUNCTION = 60

EVERYWHERE = {"errors", "estimate", "seeds"}
ANALYSIS = {"its", "audit", "equity", "hub", "kpi", "monitoring", "value"}
SHARED = {"disclosure", "intervals"}
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "estimate": set(),
    "seeds": set(),
    "intervals": set(),
    "disclosure": set(),
    "criteria": set(),
    "sql": set(),
    "saving": set(),
    "workspace": {"criteria", "saving", "sql"},
    "tables": {"workspace"},
    "warehouse": {"saving", "sql", "tables", "workspace"},
    "its": set(),
    "design": {"its", "workspace"},
    "scrutiny": {"workspace", "tables", "design", "its"},
    "audit": {"workspace", "criteria", *SHARED},
    "monitoring": {"intervals"},
    "equity": {"intervals"},
    "kpi": SHARED,
    "value": {"workspace", *SHARED},
    "hub": {"workspace", *SHARED},
    "present": {"saving", "workspace", *ANALYSIS, *SHARED},
    "study": {"workspace", "design", "criteria", "tables", "present", *ANALYSIS, *SHARED},
    "kernels": set(),
    "terminal": set(),
    "run": {"saving", "workspace", "tables", "kernels", "terminal"},
    "cluster": {"run", "kernels", "workspace", "tables"},
    "hubyear": {"workspace", "tables", "hub", "present", "study", *SHARED},
    "quarterly": {"workspace", "hub", "hubyear", "present", "study"},
    "portfolio": {"disclosure", "hubyear", "run", "study", "present", "value", "workspace"},
    "provenance": {"run", "saving", "workspace"},
    "verification": {"run", "workspace"},
    "release": {"run", "saving", "workspace"},
    "publish": {
        "disclosure",
        "portfolio",
        "present",
        "provenance",
        "release",
        "run",
        "saving",
        "workspace",
    },
    "serving": {"monitoring", "portfolio", "present", "publish", "run", "workspace"},
    "demonstration": {"workspace"},
}
# The rooms inside the room of time series; each may import those before it, never one after.
ITS_ROOMS = (
    "designs",
    "preparation",
    "estimation",
    "fitted",
    "variation",
    "collections",
    "robustness",
    "diagnosis",
    "units",
    "planning",
)
OUTERMOST = {
    "actions",
    "annual",
    "casestudies",
    "checking",
    "closing",
    "doctor",
    "exports",
    "overview",
    "fetching",
    "lab",
    "pictures",
    "planning",
    "prerender",
    "progress",
    "quarterlies",
    "questions",
    "running",
    "single",
    "starting",
    "templates",
    "cli",
    "__main__",
}


def room_of(path: Path) -> str:
    """Return the first part of a module's path inside the package."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imported_names(path: Path) -> tuple[str, ...]:
    """Return the full names of what a module imports from the package, at any depth."""
    return tuple(_imported_names(path))


def _imported_names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} has a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


ROOMS = {room_of(module) for module in MODULES}


def rooms_imported(path: Path) -> set[str]:
    """Return the other rooms that a module imports."""
    rooms = ROOMS
    names = [name.split(".") for name in imported_names(path)]
    found = {parts[1] for parts in names if parts[0] == PACKAGE.name and len(parts) > 1}
    return (found & rooms) - {room_of(path)}


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_every_room_has_its_place_in_the_table():
    rooms = {room_of(path) for path in MODULES} - {"__init__"}
    assert rooms == {*MAY_IMPORT, *OUTERMOST}


@pytest.mark.parametrize("room", sorted({"__init__", *MAY_IMPORT}))
def test_a_room_imports_only_what_it_may(room):
    allowed = EVERYWHERE | MAY_IMPORT.get(room, set())
    faults = {
        named(path): sorted(rooms_imported(path) - allowed)
        for path in MODULES
        if room_of(path) == room and rooms_imported(path) - allowed
    }
    assert faults == {}


def test_the_imports_of_a_module_are_seen_wherever_they_stand():
    annual = rooms_imported(PACKAGE / "annual.py")
    assert annual >= {"errors", "publish", "release", "run", "running", "workspace"}
    assert "running" in rooms_imported(PACKAGE / "cli" / "projects.py")
    assert "single" in rooms_imported(PACKAGE / "cli" / "single.py")


def test_errors_and_estimates_import_nothing_of_the_package():
    for name in EVERYWHERE:
        assert rooms_imported(PACKAGE / f"{name}.py") == set()


def test_no_room_imports_one_that_imports_it():
    graph: dict[str, set[str]] = {}
    for path in MODULES:
        graph.setdefault(room_of(path), set()).update(rooms_imported(path))
    order = list(TopologicalSorter(graph).static_order())
    assert order.index("errors") < order.index("workspace") < order.index("cli")


def test_no_module_of_a_room_imports_one_that_imports_it():
    names = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in MODULES}
    graph: dict[str, set[str]] = {}
    for path in MODULES:
        own = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        found = {name for name in imported_names(path) if name in names}
        found |= {name.rpartition(".")[0] for name in imported_names(path)} & names
        graph[own] = found - {own}
    assert len(list(TopologicalSorter(graph).static_order())) == len(names)


def test_the_rooms_of_time_series_follow_the_way_of_the_data():
    its = PACKAGE / "its"
    assert {path.parent.name for path in its.rglob("*.py")} == {"its", *ITS_ROOMS}
    faults = [
        f"{path.relative_to(its)} imports {name}"
        for number, room in enumerate(ITS_ROOMS)
        for path in (its / room).glob("*.py")
        for name in imported_names(path)
        for later in ITS_ROOMS[number + 1 :]
        if name.startswith(f"{PACKAGE.name}.its.{later}.")
    ]
    assert faults == []


def test_analyses_print_nothing_and_read_no_file():
    """Only tables read, and only the notebook's rooms, runs and publications have side effects."""
    forbidden = {"print", "open", "input"}
    faults = [
        f"{named(path)}: {node.func.id}"
        for path in MODULES
        if room_of(path) in {*ANALYSIS, *SHARED, *EVERYWHERE}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in forbidden
    ]
    assert faults == []


def test_no_module_is_longer_than_300_lines():
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_no_function_is_longer_than_60_lines_without_its_docstring():
    long = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                is_docstring = isinstance(first, ast.Expr) and ast.get_docstring(node) is not None
                words = (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0
                length = (node.end_lineno or 0) - node.lineno + 1 - words
                if length > LONGEST_FUNCTION:
                    long[f"{named(path)}: {node.name}"] = length
    assert long == {}


def test_every_module_says_first_what_it_is_for():
    without = [
        named(path)
        for path in MODULES
        if not (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").strip()
    ]
    assert without == []
