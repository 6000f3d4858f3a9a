"""What changed between two years' results, and why, as far as it can be known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation.estimate import Estimate
from evaluation.portfolio import read_results
from evaluation.publish.changes import (
    changes_chapter,
    changes_since_the_last_report,
    changes_table,
)
from evaluation.release import Change, compare, current_year
from evaluation.release.sealed import Sealed
from evaluation.workspace import FinancialYear, open_workspace
from tests.release.conftest import YEAR, Keep, estimate

NEXT = FinancialYear(2026)


def year_of(*estimates: Estimate) -> Sealed:
    return Sealed(YEAR, estimates, {}, {})


def kinds(before: Sealed, now: Sealed) -> list[str]:
    return [change.kind for change in compare(before, now)]


def test_the_same_number_of_the_same_period_is_unchanged() -> None:
    noise = estimate(value=-2.0 * (1 + 1e-12))
    assert kinds(year_of(estimate()), year_of(noise)) == ["unchanged"]


@pytest.mark.parametrize(
    "changed", [{"value": -2.1}, {"upper": -0.9}, {"n": 25}, {"unit": "hours"}]
)
def test_another_number_of_the_same_period_is_revised(changed: dict[str, object]) -> None:
    assert kinds(year_of(estimate()), year_of(estimate(**changed))) == ["revised"]


def test_the_same_quantity_of_a_later_period_is_no_revision() -> None:
    later = estimate(period="2026-04 to 2027-03", value=-2.6)
    (change,) = compare(year_of(estimate()), year_of(later))
    assert (change.kind, change.before, change.now) == ("new period", estimate(), later)


def test_two_periods_side_by_side_are_not_mixed_up() -> None:
    later = estimate(period="2026-04 to 2027-03", value=-2.6)
    assert kinds(year_of(estimate()), year_of(estimate(), later)) == ["unchanged", "new"]


def test_what_comes_and_what_goes_is_told() -> None:
    other = estimate(measure="baseline")
    assert kinds(year_of(estimate()), year_of(other)) == ["new", "no longer reported"]


def test_a_number_that_was_or_is_suppressed_is_marked() -> None:
    hidden = estimate(value=None, lower=None, upper=None, n=None)
    (change,) = compare(year_of(estimate()), year_of(hidden))
    assert (change.kind, change.is_hidden) == ("revised", True)
    assert kinds(year_of(hidden), year_of(hidden)) == ["unchanged"]


@pytest.mark.parametrize(
    ("analysis", "measure", "main"),
    [
        ("kpi", "difference", True),
        ("kpi", "baseline", False),
        ("its", "relative difference", True),
        ("its", "relative difference, placebo, 14 months earlier", False),
        ("audit", "cycle first", True),
        ("audit", "cycle first, Site A", False),
        ("equity", "difference", False),
    ],
)
def test_the_main_results_are_known(analysis: str, measure: str, main: bool) -> None:
    item = estimate(analysis=analysis, measure=measure)
    assert Change("new", None, item).is_main is main


def reasons(root: Path, estimates: tuple[Estimate, ...]) -> tuple[str, ...]:
    workspace = open_workspace(root)
    found = changes_since_the_last_report(workspace, NEXT, read_results(workspace))
    assert found is not None
    assert found[0] == YEAR
    (change,) = (item for item in found[1] if item.either.project == "falls")
    assert change.kind == "revised"
    return change.reasons


def new_table(root: Path, package: Path) -> Estimate:
    (root / "data/projects/falls/kpi.csv").write_text("kpi,period,value\nstay,2025-04,8\n")
    return estimate(value=-2.5)


def new_definition(root: Path, package: Path) -> Estimate:
    file = root / "data/projects/falls/project.yml"
    file.write_text(file.read_text().replace("Mean days in hospital.", "Mean nights."))
    return estimate(value=-2.5)


def new_method(root: Path, package: Path) -> Estimate:
    return estimate(value=-2.5, method="Newcombe's hybrid score")


def new_programs(root: Path, package: Path) -> Estimate:
    (package / "its.py").write_text("a = 2\n")
    return estimate(value=-2.5)


def new_prose(root: Path, package: Path) -> Estimate:
    file = root / "data/projects/falls/project.yml"
    file.write_text(file.read_text().replace("A tiny project.", "A small project."))
    return estimate(value=-2.5)


def all_at_once(root: Path, package: Path) -> Estimate:
    new_table(root, package)
    new_definition(root, package)
    return new_method(root, package)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (new_table, ("new data",)),
        (new_definition, ("new definition",)),
        (new_method, ("new method",)),
        (new_programs, ("new method (another version of the programs)",)),
        (new_prose, ("another setting of the project",)),
        (all_at_once, ("new data", "new method", "new definition")),
    ],
)
def test_the_reason_of_a_revision_is_found_in_files_and_settings(
    sealed: Path,
    keep: Keep,
    package_folder: Path,
    change: Callable[[Path, Path], Estimate],
    expected: tuple[str, ...],
) -> None:
    estimates = (change(sealed, package_folder),)
    keep(sealed, estimates, str(NEXT))
    assert reasons(sealed, estimates) == expected


def test_without_an_earlier_release_there_is_no_chapter(published: Path) -> None:
    workspace = open_workspace(published)
    assert changes_since_the_last_report(workspace, YEAR, read_results(workspace)) is None


def test_the_chapter_counts_names_and_shows_the_main_results(sealed: Path, keep: Keep) -> None:
    hidden = estimate("feno", value=None, lower=None, upper=None, n=None)
    keep(sealed, [estimate(value=-2.5), hidden, estimate(measure="baseline")], str(NEXT))
    workspace = open_workspace(sealed)
    results = read_results(workspace)
    found = changes_since_the_last_report(workspace, NEXT, results)
    assert found is not None
    text = changes_chapter(*found, results).replace("\N{NO-BREAK SPACE}", " ")
    assert text.startswith("# Changes since the report of 2025/26 {#sec-changes}\n")
    assert "Of 3 numbers of then and now, 2 have another value" in text
    assert "and 1 is new." in text
    assert "−2.00 (−3.00 to −1.00), April 2025 to March 2026" in text
    assert "−2.50 (−3.00 to −1.00), April 2025 to March 2026" in text
    table = changes_table(found[1])
    assert list(table["change"]) == ["revised", "new", "revised"]
    assert table["value_now"].isna().sum() == 1


def test_projects_that_are_new_or_gone_are_named(sealed: Path, keep: Keep) -> None:
    workspace = open_workspace(sealed)
    results = read_results(workspace)
    now = current_year(workspace, NEXT, [estimate("falls"), estimate("plgf")])
    changes = compare(year_of(estimate("falls"), estimate("feno")), now)
    text = changes_chapter(YEAR, changes, results)
    assert "New projects: plgf." in text
    assert "No longer reported: Falls." in text
