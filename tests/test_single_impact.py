"""One resource impact from a SPEC.yml or a workbook: text, JSON, files, and faults in place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import yaml

from evaluation.cli import main
from tests.value.impact.conftest import PLAIN

DRAWN = {"value": 30, "low": 20, "high": 40, "distribution": "pert"}
RICH: dict[str, Any] = {
    "provenance": "synthetic",
    "new": [{"id": "test", "name": "Test", "units": 2, "unit_cost": DRAWN}],
    "scenarios": [{"id": "dear", "name": "Dear", "changes": {"new.test.unit-cost": 50}}],
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a SPEC.yml; its keywords are keys to change."""

    def spec(**changes: Any) -> Path:
        path = tmp_path / "impact.yml"
        path.write_text(yaml.safe_dump({**PLAIN, **changes}), encoding="utf-8")
        return path

    return spec


Write = Callable[..., Path]


def code_of(*arguments: str) -> int:
    """Return the exit code of `evaluation impact`."""
    with pytest.raises(SystemExit) as left:
        main(["impact", *arguments])
    return int(left.value.code or 0)


def test_the_text_says_what_it_costs_or_saves_and_what_is_assumed(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of(str(write())) == 0
    said = capsys.readouterr().out
    assert "It saves £27,300 from 2024/25 to 2025/26." in said
    assert "In cash it saves £7,300; in capacity" in said
    assert "In 2025/26, 200 of 500 eligible people have it" in said
    assert "  2025/26: 50, 200, −£21,000, −£27,300, −£2,100,000" in said
    assert "No input has limits, so that none could be varied." in said
    assert "without a source, and so assumed: size of the population" in said
    assert "A positive net impact is a cost" in said


def test_json_is_one_object_with_years_lines_and_draws(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of(str(write(**RICH)), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["net"] for row in found["years"]] == pytest.approx([-6300, -21_000])
    assert found["scenarios"][0]["name"] == "Dear"
    assert found["sensitivity"][0]["input"] == "new.test.unit-cost"
    assert found["probabilistic"]["uncertain"] == ["new.test.unit-cost"]
    assert found["probabilistic"]["seed"] == 1
    assert found["capacity"][0] == {"unit": "bed days", "year": "2024/25", "change": -75.0}


def test_a_workbook_that_was_changed_is_worked_out_anew(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "impact.xlsx"
    assert code_of(str(write()), "--to", str(book)) == 0
    opened = openpyxl.load_workbook(book)
    opened["Unit costs"]["C5"].value = 130
    opened.save(book)
    capsys.readouterr()
    assert code_of(str(book)) == 0
    assert "It costs £12,700 from 2024/25 to 2025/26." in capsys.readouterr().out


def test_a_figure_has_its_data_beside_it(write: Write, tmp_path: Path) -> None:
    for name in ("impact.svg", "impact.png"):
        assert code_of(str(write(**RICH)), "--figure", str(tmp_path / name)) == 0
    assert (tmp_path / "impact.svg").read_text(encoding="utf-8").count("<svg") == 1
    assert (tmp_path / "impact.png").read_bytes().startswith(b"\x89PNG")
    data = pd.read_csv(tmp_path / "impact.csv")
    assert data["net"].tolist() == pytest.approx([-6300, -21_000])


@pytest.mark.parametrize(
    ("changes", "options", "sentence"),
    [
        ({"new": [{"id": "test", "name": "Test"}]}, [], "'unit_cost' is missing"),
        ({}, ["--to", "impact.csv"], "ends in .xlsx"),
        ({}, ["--figure", "impact.pdf"], ".svg"),
    ],
)
def test_invalid_input_is_said_and_ends_with_2(
    write: Write,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, Any],
    options: list[str],
    sentence: str,
) -> None:
    assert code_of(str(write(**changes)), *options) == 2
    assert sentence in capsys.readouterr().err
