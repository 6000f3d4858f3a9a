"""Every difference between two folders of results is found, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from evaluation.verification import Difference, compare_results

ROWS = {
    "project": ["falls"] * 3,
    "analysis": ["kpi", "kpi", "its"],
    "outcome": ["stay"] * 3,
    "measure": ["baseline", "difference", "level:go-live"],
    "period": ["2025-04 to 2026-03"] * 3,
    "value": [7.0, -2.0, None],
    "lower": [6.0, -3.0, None],
    "n": pd.array([12, 24, None], dtype="Int64"),
    "method": ["mean", "Welch's t", "reml-ar1"],
}
NAME = "falls, kpi, stay, difference, 2025-04 to 2026-03"


def write(folder: Path, frame: pd.DataFrame, figure: str = "month,value\n2025-04,7\n") -> Path:
    (folder / "figures").mkdir(parents=True)
    frame.to_parquet(folder / "estimates.parquet")
    checks = pd.DataFrame(
        {"project": "falls", "analysis": "its", "outcome": "stay", "name": ["n"], "passed": [None]}
    )
    checks.to_parquet(folder / "checks.parquet")
    (folder / "figures" / "falls-series.csv").write_text(figure)
    return folder


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return write(tmp_path / "published", pd.DataFrame(ROWS))


def again(tmp_path: Path, frame: pd.DataFrame, **options: str) -> Path:
    return write(tmp_path / "again", frame, **options)


def test_the_same_results_have_no_difference(published: Path, tmp_path: Path) -> None:
    assert compare_results(published, again(tmp_path, pd.DataFrame(ROWS))) == ()


def test_noise_below_the_tolerance_is_none_and_above_it_is(published: Path, tmp_path: Path) -> None:
    frame = pd.DataFrame(ROWS)
    frame.loc[1, "value"] = -2.0 * (1 + 1e-11)
    noisy = again(tmp_path, frame)
    assert compare_results(published, noisy) == ()
    (found,) = compare_results(published, noisy, tolerance=1e-12)
    assert (found.where, found.what, found.column) == ("estimates.parquet", NAME, "value")


def test_a_changed_number_is_named_with_both_values(published: Path, tmp_path: Path) -> None:
    frame = pd.DataFrame(ROWS)
    frame.loc[1, "lower"] = -3.5
    (found,) = compare_results(published, again(tmp_path, frame))
    assert found == Difference("estimates.parquet", NAME, "lower", "-3.0", "-3.5")


def test_a_number_that_is_suppressed_on_one_side_is_a_difference(
    published: Path, tmp_path: Path
) -> None:
    frame = pd.DataFrame(ROWS)
    frame.loc[1, "n"] = pd.NA
    (found,) = compare_results(published, again(tmp_path, frame))
    assert (found.column, found.published, found.recomputed) == ("n", "24", "missing")


def test_another_method_is_a_difference(published: Path, tmp_path: Path) -> None:
    frame = pd.DataFrame(ROWS).replace("Welch's t", "Newcombe")
    (found,) = compare_results(published, again(tmp_path, frame))
    assert (found.published, found.recomputed) == ("Welch's t", "Newcombe")


def test_a_row_that_is_missing_or_new_is_a_difference(published: Path, tmp_path: Path) -> None:
    frame = pd.DataFrame(ROWS).replace("difference", "ratio")
    gone, new = compare_results(published, again(tmp_path, frame))
    assert (gone.what, gone.published, gone.recomputed) == (NAME, "row", "not there")
    assert (new.published, new.recomputed) == ("not there", "row")


def test_rows_of_one_name_are_compared_in_their_order(published: Path, tmp_path: Path) -> None:
    twice = pd.concat([pd.DataFrame(ROWS)] * 2)
    found = compare_results(published, again(tmp_path, twice))
    assert [item.what.endswith("(2)") for item in found] == [True] * 3


def test_the_order_of_columns_and_rows_is_no_difference(published: Path, tmp_path: Path) -> None:
    turned = pd.DataFrame(ROWS)[list(reversed(ROWS))].iloc[::-1]
    assert compare_results(published, again(tmp_path, turned)) == ()


def test_the_data_of_a_figure_are_compared(published: Path, tmp_path: Path) -> None:
    frame = pd.DataFrame(ROWS)
    (found,) = compare_results(published, again(tmp_path, frame, figure="month,value\n2025-04,8\n"))
    assert found == Difference("figures/falls-series.csv", "row 1", "value", "7", "8")


def test_a_file_that_is_missing_is_a_difference(published: Path, tmp_path: Path) -> None:
    other = again(tmp_path, pd.DataFrame(ROWS))
    (other / "checks.parquet").unlink()
    (published / "figures" / "falls-series.csv").unlink()
    assert compare_results(published, other) == (
        Difference("checks.parquet", "", "", "file", "not there"),
        Difference("figures/falls-series.csv", "", "", "not there", "file"),
    )
