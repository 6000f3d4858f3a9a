"""A hub whose every free text is an attack: on the reader's page, paper, Word file or spreadsheet.

The demonstration hub with one of its projects; before each text that a user may write stands one
of the payloads, in turn, so that each of them meets many places of what is published.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from evaluation.tables.hub.every import HUB_TABLES
from evaluation.workspace.case_study import CaseStudy
from evaluation.workspace.consistency import project_findings
from evaluation.workspace.hub import Hub
from evaluation.workspace.project import Project
from evaluation.workspace.reading import read_parts
from evaluation.workspace.standards import StandardsFile
from evaluation.workspace.strict import validate
from evaluation.workspace.yaml_source import YamlSource, read_yaml

REPOSITORY = Path(__file__).parents[2]
SLUG = "falls"

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '#import "x": *',
    '#eval("1+1")',
    "{{< include /etc/passwd >}}",
    "![p](/etc/passwd)",
    "[x](javascript:alert(1))",
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "`<b>`{=html}",
    "```{=html}",
    "$\\input{x}$",
    "@sec-falls",
    "[^1]",
    "::: {.x}",
    "---",
    "]]> &amp; <!--",
    "[red]x[/red]",
    "1. one",
    "# one",
    "> one",
    "- one",
    "= one",
    "/ one: two",
    ": one",
    "Table: one",
    "(1) one",
    "$\\frac{a}{$",
    "%p {d} {0} %s",
    "' onmouseover='alert(1)",
    "</textarea></title><svg onload=alert(1)>",
    '\\" onfocus=\\"alert(1)',
    "// one",
    "~~one~~ *two* _three_ ^4^",
    "https://example.org/<b>",
    "W" * 200,
)
# Tables of the hub whose prose stands in the report or in the quarter's.
TABLES = (
    "education-sessions",
    "exceptions",
    "governance-routes",
    "impact-presentations",
    "milestones",
    "ppi-log",
    "priorities",
    "raid",
    "recommendations",
    "status-notes",
    "status",
    "tolerances",
)
COMPANIONS = (
    "education-attendance",
    "education-requests",
    "governance-submissions",
    "milestone-forecasts",
    "priority-progress",
    "raid-ratings",
    "recommendation-progress",
    "tolerance-readings",
)

Place = tuple[Any, ...]


class Poison:
    """Puts a payload before a text; the same text always gets the same one."""

    def __init__(self) -> None:
        self._payloads = itertools.cycle(PAYLOADS)
        self._given: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        if text not in self._given:
            self._given[text] = f"{next(self._payloads)} {text}"
        return self._given[text]


def marked(payload: str) -> str:
    """Return a payload with words behind it by which it is found again."""
    return f"{payload} and so on {PAYLOADS.index(payload)} times."


def write_hostile_hub(root: Path) -> Path:
    """Write the hub and return its folder."""
    _copy_demonstration(root)
    poison = Poison()
    data = root / "data"
    _poison_yaml(data / "hub.yml", poison, lambda content: _is_sound(Hub, content))
    for path in (data / "standards").glob("*.yml"):
        _poison_yaml(path, poison, lambda content: _is_sound(StandardsFile, content), ("columns",))
    _poison_project(root, poison)
    _write_case_study(data / "projects" / SLUG / "case-study.yml")
    words = "\n\n".join(f"Foreword: {marked(payload)}" for payload in PAYLOADS)
    (data / "foreword.md").write_text(words, encoding="utf-8")
    glossary = pd.DataFrame({"term": [marked(p) for p in PAYLOADS], "meaning": "A meaning."})
    glossary.to_csv(data / "glossary.csv", index=False)
    _poison_tables(data / "hub", poison)
    return root


def _copy_demonstration(root: Path) -> None:
    source = REPOSITORY / "data"
    shutil.copytree(source / "projects" / SLUG, root / "data" / "projects" / SLUG)
    (root / "data" / "projects" / SLUG / "prespecification.yml").unlink()
    (root / "data" / "standards").mkdir()
    (root / "data" / "hub").mkdir()
    shutil.copy(source / "standards" / f"{SLUG}.yml", root / "data" / "standards")
    for name in (*TABLES, *COMPANIONS):
        shutil.copy(source / "hub" / f"{name}.csv", root / "data" / "hub")
    hub = _read(source / "hub.yml")
    hub.pop("headlines", None)
    _write(root / "data" / "hub.yml", hub)
    for name in ("parts", "theme"):
        shutil.copytree(
            REPOSITORY / "reports" / name,
            root / "reports" / name,
            ignore=shutil.ignore_patterns("fonts"),
        )
    for name in ("annual-report.qmd", "quarterly-report.qmd"):
        shutil.copy(REPOSITORY / "reports" / name, root / "reports")
    shutil.copy(REPOSITORY / "_quarto.yml", root)


def _poison_project(root: Path, poison: Poison) -> None:
    path = root / "data" / "projects" / SLUG / "project.yml"
    project = _read(path)
    project["its"] = project["its"][:1]
    project["control_charts"] = project["control_charts"][:1]
    project["inequalities"] = project["inequalities"][:1]
    project["sites"] = project["sites"][:1]
    _write(path, project)
    criteria = {item.id: item for file in read_parts(root).standards for item in file.criteria}

    def is_sound(content: Any) -> bool:
        found, _ = validate(Project, YamlSource(content, {}), path.name)
        return found is not None and not any(
            finding.severity == "error"
            for finding in project_findings(found, SLUG, path.name, criteria)
        )

    _poison_yaml(path, poison, is_sound, ("tables", "inequalities"))
    project = _read(path)
    project["lessons"]["worked_well"] = [marked(payload) for payload in PAYLOADS]
    project["ppi"] = [
        {"group": marked(payload), "activity": "Met", "level": "informed"} for payload in PAYLOADS
    ]
    _write(path, project)


def _write_case_study(path: Path) -> None:
    words = itertools.cycle(marked(payload) for payload in PAYLOADS)
    texts = {
        name: next(words)
        for name, facts in CaseStudy.model_fields.items()
        if facts.annotation == str | None or "str" in str(facts.annotation)
        if name not in ("themes", "learning")
    }
    lists = {"themes": [next(words)], "learning": [marked(payload) for payload in PAYLOADS]}
    quote = {"text": next(words), "said_by": next(words), "permission": True}
    poster = {"headline": next(words), "take_away": next(words)}
    reading = [{"label": next(words), "url": "https://example.org/?a=b&c='d"}]
    _write(path, {**texts, **lists, "quote": quote, "poster": poster, "find_out_more": reading})


def _poison_yaml(
    path: Path, poison: Poison, is_sound: Callable[[Any], bool], kept: Collection[str] = ()
) -> None:
    """Poison every text of a file that may be anything; closed choices are found by trying."""
    data = _read(path)
    for place in list(_places(data)):
        if place[0] in kept:
            continue
        holder = data
        for key in place[:-1]:
            holder = holder[key]
        before = holder[place[-1]]
        holder[place[-1]] = poison(before)
        if not is_sound(data):
            holder[place[-1]] = before
    _write(path, data)


def _places(data: Any, place: Place = ()) -> Iterator[Place]:
    """Yield the place of every text in plain data."""
    if isinstance(data, str):
        yield place
    if isinstance(data, dict | list):
        for key, item in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _places(item, (*place, key))


def _poison_tables(folder: Path, poison: Poison) -> None:
    """Poison the free texts of the hub's tables, and whatever refers to them."""
    frames = {
        path.stem: pd.read_csv(path, dtype="string", keep_default_na=False)
        for path in sorted(folder.glob("*.csv"))
    }
    for name, frame in frames.items():
        if "project" in frame:
            frames[name] = frame[frame["project"].isin([SLUG, ""])]
    for name, column, other, key in _references(frames):
        there = [*frames[other][key], ""]
        frames[name] = frames[name][frames[name][column].isin(there)]
    for name, frame in frames.items():
        for column in frame.columns:
            if _is_free(name, column):
                cells = [poison(cell) if cell else cell for cell in frame[column]]
                frame = frame.assign(**{column: cells})
        frame.to_csv(folder / f"{name}.csv", index=False)


def _references(frames: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str, str, str]]:
    for name, frame in frames.items():
        for column in frame.columns:
            other, _, key = _refers(name, column).partition(".")
            if other in frames and key:
                yield name, column, other, key


def _refers(table: str, column: str) -> str:
    return str(HUB_TABLES[table].schema.columns[column].metadata.get("refers") or "")


def _is_free(table: str, column: str) -> bool:
    facts = HUB_TABLES[table].schema.columns[column]
    refers = _refers(table, column)
    if refers.count("."):
        other, _, key = refers.partition(".")
        return other in HUB_TABLES and _is_free(other, key)
    is_text = facts.metadata["type"] == "string" and not facts.metadata.get("choices")
    return bool(is_text and not refers and not facts.checks)


def _is_sound(model: Any, content: Any) -> bool:
    return validate(model, YamlSource(content, {}), "file")[0] is not None


def _read(path: Path) -> Any:
    return read_yaml(path, path.name).data


def _write(path: Path, data: Any) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
