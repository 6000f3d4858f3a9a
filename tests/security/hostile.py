"""A hub whose every free text is an attack: on the reader's page, paper, Word file or spreadsheet.

The demonstration hub with one or two of its projects; before each text that a user may write
stands one of the payloads, in turn, so that each of them meets many places of the report.
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
from evaluation.workspace.yaml_source import read_yaml

REPOSITORY = Path(__file__).parents[2]

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
    "$\\frac{a}{$",
    "%p {d} {0} %s",
    "' onmouseover='alert(1)",
    "</textarea></title><svg onload=alert(1)>",
    '\\" onfocus=\\"alert(1)',
    "_x000D_",
    "W" * 300,
)


class Poison:
    """Puts a payload before a text; the same text always gets the same one."""

    def __init__(self, payloads: Collection[str] = PAYLOADS) -> None:
        self._payloads = itertools.cycle(payloads)
        self.given: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        if text not in self.given:
            self.given[text] = f"{next(self._payloads)} {text}"
        return self.given[text]


def places_of(data: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of every text in plain data."""
    if isinstance(data, str):
        yield place
    if isinstance(data, dict | list):
        for key, item in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places_of(item, (*place, key))


def at(data: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        data = data[key]
    return data


def put(data: Any, place: tuple[Any, ...], value: Any) -> None:
    at(data, place[:-1])[place[-1]] = value


def poison_yaml(
    path: Path, poison: Poison, is_sound: Callable[[], bool], kept: Collection[str] = ()
) -> list[str]:
    """Poison every text of a YAML file that may be anything, and return the new texts.

    Parameters
    ----------
    path : Path
    poison : Poison
    is_sound : callable
        Whether the file as it is now is accepted; tells closed choices from free texts.
    kept : collection of str
        Groups at the top of the file that are left alone.
    """
    data = read_yaml(path, path.name).data
    done = []
    for place in list(places_of(data)):
        if place[0] in kept:
            continue
        before = at(data, place)
        put(data, place, poison(before))
        _write(path, data)
        if is_sound():
            done.append(poison(before))
        else:
            put(data, place, before)
    _write(path, data)
    return done


def _write(path: Path, data: Any) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def copy_hub(root: Path, slugs: Collection[str]) -> Path:
    """Copy the demonstration hub with some of its projects, and the rows that belong to them."""
    shutil.copytree(REPOSITORY / "data", root / "data")
    for folder in (root / "data" / "projects").iterdir():
        if folder.name not in slugs:
            shutil.rmtree(folder)
    for name in ("parts", "theme"):
        shutil.copytree(
            REPOSITORY / "reports" / name,
            root / "reports" / name,
            ignore=shutil.ignore_patterns("fonts"),
        )
    for name in ("annual-report.qmd", "quarterly-report.qmd"):
        shutil.copy(REPOSITORY / "reports" / name, root / "reports")
    shutil.copy(REPOSITORY / "_quarto.yml", root)
    return root


def poison_tables(root: Path, poison: Poison, tables: Collection[str]) -> list[str]:
    """Poison the free texts of the hub's tables, and whatever refers to them."""
    free = {
        f"{name}.{column}"
        for name, table in HUB_TABLES.items()
        for column, facts in table.schema.columns.items()
        if facts.metadata["type"] == "string"
        and not facts.metadata.get("refers")
        and not facts.metadata.get("choices")
        and not facts.checks
    }
    done = []
    for name in tables:
        path = root / "data" / "hub" / f"{name}.csv"
        if not path.is_file():
            continue
        frame = pd.read_csv(path, dtype="string", keep_default_na=False)
        for column in frame.columns:
            facts = HUB_TABLES[name].schema.columns[column]
            if f"{name}.{column}" in free or facts.metadata.get("refers") in free:
                frame[column] = [poison(cell) if cell else cell for cell in frame[column]]
                done += list(frame[column])
        frame.to_csv(path, index=False)
    return done
