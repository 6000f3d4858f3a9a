"""The coverage benchmark runs, measures what it says, and agrees with what is committed."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.its.designs.method import Method
from evaluation.its.designs.rule import default_method
from evaluation.its.estimation.estimators import ESTIMATORS
from tests.benchmarks import chapter, counted, coverage, measured, targets
from tests.benchmarks.processes import CONTRASTS, Cell, all_cells, autocorrelations

ROOT = Path(__file__).parents[2]
TINY = [Cell(12, (0.4,)), Cell(24, (0.3, 0.3)), Cell(12, (0.0,), 50, 0.2)]


def by_the_engine(cell: Cell, name: str, outcomes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits that the engine's own estimator gives, one series after the other."""
    family = "gaussian" if cell.mean is None else "quasi-poisson"
    method = default_method(family, cell.periods) if name == "default" else Method(name)
    ends = np.empty((len(outcomes), 2, 2))
    for row, outcome in enumerate(outcomes):
        found = ESTIMATORS[method.name].estimate(measured.problem(cell, outcome), method)
        for column, contrast in enumerate(CONTRASTS):
            value = float(contrast @ found.coefficients)
            ends[row, column] = found.uncertainty.limits(value, contrast, measured.LEVEL)
    return ends[..., 0], ends[..., 1]


@pytest.mark.parametrize("cell", [Cell(12, (0.8,)), Cell(24, (0.6,))], ids=["12", "24"])
@pytest.mark.parametrize("name", measured.METHODS)
def test_methods_for_many_measured_series_are_the_engines_own(name: str, cell: Cell) -> None:
    outcomes = cell.series(5)
    ours, theirs = measured.METHODS[name](cell, outcomes), by_the_engine(cell, name, outcomes)
    np.testing.assert_allclose(ours, theirs, atol=1e-5)


@pytest.mark.parametrize(
    "cell",
    [Cell(12, (0.8,), 5, 0.4), Cell(24, (0.6,), 500, 0.1), Cell(48, (0.8,), 5, 0.4)],
    ids=["few", "many", "few and long"],
)
@pytest.mark.parametrize("name", counted.METHODS)
def test_methods_for_many_series_of_counts_are_the_engines_own(name: str, cell: Cell) -> None:
    counts = cell.series(5)
    ours, theirs = counted.METHODS[name](cell, counts), by_the_engine(cell, name, counts)
    np.testing.assert_allclose(ours, theirs, atol=1e-5)


@pytest.mark.parametrize(("setting", "value"), [("STEPS", 1), ("FURTHEST", 1e-9)])
def test_counts_that_do_not_settle_are_linearised_once_as_by_the_engine(
    setting: str, value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = Cell(12, (0.8,), 5, 0.4)
    counts = cell.series(3)
    monkeypatch.setattr(f"tests.benchmarks.counted.{setting}", value)
    monkeypatch.setattr(f"evaluation.its.estimation.counts_integrated.{setting}", value)
    ours, theirs = counted.default(cell, counts), by_the_engine(cell, "default", counts)
    np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_the_cells_are_those_of_the_promise() -> None:
    cells = all_cells()
    assert len(cells) == len(set(cells)) == 4 * 7 + 3 * 4 * 5
    assert {cell.periods for cell in cells} == {12, 24, 48, 100}
    assert {cell.errors for cell in cells if cell.mean} == {"AR(1)"}


@pytest.mark.parametrize("phi", [(0.6,), (0.3, 0.3), (0.5, -0.3)])
def test_simulated_errors_have_the_autocorrelation_and_variance_they_should(
    phi: tuple[float, ...],
) -> None:
    noise = Cell(24, phi).series(20_000)
    correlation = np.corrcoef(noise.T)
    np.testing.assert_allclose(correlation[0], autocorrelations(phi, 24), atol=0.03)
    np.testing.assert_allclose(noise.var(axis=0), 1.0, atol=0.05)
    again = np.zeros(24)
    again[:2] = autocorrelations(phi, 24)[:2]
    for lag in range(2, 24):
        again[lag] = sum(phi[i] * again[lag - 1 - i] for i in range(len(phi)))
    np.testing.assert_allclose(autocorrelations(phi, 24), again)


def test_a_series_without_an_interval_counts_as_not_covered() -> None:
    lower, upper = np.array([-1.0, np.nan, 0.5, -3.0]), np.array([1.0, np.nan, 1.0, 1.0])
    found = coverage.summary(lower, upper)
    assert (found["coverage"], found["type_1_error"], found["no_interval"]) == (50, 50, 25)
    assert found["width_median"] == 2.0
    assert found["std_error"] == pytest.approx(25.0)
    nothing = coverage.summary(np.full(2, np.nan), np.full(2, np.nan))
    assert nothing["coverage"] == 0
    assert np.isnan(nothing["width_90"])


def test_the_study_gives_a_row_for_each_cell_method_and_term(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(coverage, "all_cells", lambda: TINY)
    out = tmp_path / "table.csv"
    assert coverage.main(["--series", "8", "--workers", "1", "--out", str(out)]) == 0
    table = pd.read_csv(out)
    assert list(table.columns) == list(chapter.read().columns)
    assert len(table) == 2 * (5 + 5 + 3)
    assert set(table["series"]) == {8, 2}
    assert (table["coverage"] + table["type_1_error"] == 100).all()
    printed = capsys.readouterr().out
    assert "level, AR(1), n = 12: at least 91" in printed
    assert "s of processor time" in printed


def test_one_familys_method_alone_is_renewed_in_the_table(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(coverage, "all_cells", lambda: TINY)
    out = tmp_path / "table.csv"
    coverage.main(["--series", "4", "--workers", "1", "--out", str(out)])
    before = pd.read_csv(out)
    part = ["--family", "counts", "--periods", "12", "--method", "default"]
    coverage.main(["--series", "8", "--workers", "1", "--out", str(out), *part])
    after = pd.read_csv(out)
    is_new = (after["family"] == "counts") & (after["method"] == "default")
    assert set(after.loc[is_new, "series"]) == {8}
    pd.testing.assert_frame_equal(after[~is_new], before[~is_new])
    pd.testing.assert_frame_equal(after[coverage.KEYS], before[coverage.KEYS])


@pytest.mark.slow
def test_the_study_runs_as_a_program_on_two_processes() -> None:
    command = [sys.executable, "-m", "tests.benchmarks.coverage", "--series", "2"]
    done = subprocess.run(
        [*command, "--workers", "2"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "on 2 processes" in done.stdout


def test_targets_are_judged_with_monte_carlo_error() -> None:
    rows = pd.DataFrame(
        {
            "family": "gaussian",
            "errors": "AR(1)",
            "term": "level",
            "method": "default",
            "periods": 24,
            "rho": [0.0, 0.2, 0.4, 0.6],
            "mean": pd.array([pd.NA] * 4, dtype="Int64"),
            "coverage": [95.0, 93.0, 92.5, 97.9],
            "std_error": 0.4,
        }
    )
    assert targets.TARGETS[0].rows(rows)["verdict"].tolist() == [
        "met",
        "within error",
        "missed",
        "missed",
    ]


def test_the_committed_study_meets_every_target() -> None:
    table = chapter.read()
    assert len(table) == 2 * (28 * 5 + 60 * 3)
    for target in targets.TARGETS:
        assert set(target.rows(table)["verdict"]) == {"met"}, target.name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "method", "series"),
    [
        (Cell(24, (0.8,)), "default", 1000),
        (Cell(48, (0.4,)), "newey-west", 4000),
        (Cell(24, (0.6,), 50, 0.2), "default", 600),
    ],
    ids=["measured", "newey-west", "counts"],
)
def test_few_series_agree_with_the_committed_table(cell: Cell, method: str, series: int) -> None:
    rows, _ = coverage.measure((cell, method, series))
    table = chapter.read().query("periods == @cell.periods and method == @method")
    table = table[(table["errors"] == cell.errors) & (table["family"] == cell.family)]
    table = table[np.isclose(table["rho"], cell.rho)]
    if cell.mean is not None:
        table = table[table["mean"] == cell.mean]
    for row in rows:
        committed = table[table["term"] == row["term"]]
        error = 3 * np.hypot(row["std_error"], committed["std_error"].item())
        assert row["coverage"] == pytest.approx(committed["coverage"].item(), abs=error)
        assert row["width_median"] == pytest.approx(committed["width_median"].item(), rel=0.1)


def test_the_chapter_prints_the_committed_table() -> None:
    text = chapter.CHAPTER.read_text(encoding="utf-8")
    table = chapter.read()
    assert chapter.renewed(text, table) == text
    for fact in chapter.facts(table):
        assert fact in text


def test_a_changed_figure_changes_the_chapter_and_a_missing_table_is_refused() -> None:
    text = chapter.CHAPTER.read_text(encoding="utf-8")
    table = chapter.read()
    changed = table.assign(coverage=table["coverage"] - 1)
    assert chapter.renewed(text, changed) != text
    assert not all(fact in text for fact in chapter.facts(changed))
    with pytest.raises(ValueError, match="tbl-coverage-level"):
        chapter.renewed("No table.", table)
