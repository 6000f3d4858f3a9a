"""A year is sealed whole, once, and only when nothing stands in the way."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from evaluation.errors import InvalidInput
from evaluation.release import obstacles, read_sealed, seal, sealing
from evaluation.release.sealed import damaged_files, earlier_release, releases_of
from evaluation.run import RunError, last_good, workspace_lock, write_record
from evaluation.workspace import FinancialYear, open_workspace
from tests.release.conftest import DAY, YEAR, Keep, estimate, publish, review


def sentences(root: Path, year: FinancialYear = YEAR) -> str:
    return "\n".join(str(finding) for finding in obstacles(open_workspace(root), year))


def test_a_published_and_reviewed_year_is_sealed_with_all_that_it_rests_on(published: Path) -> None:
    folder = seal(open_workspace(published), YEAR, DAY)
    assert folder == published / "reports" / "releases" / "2025-26"
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))
    assert names == [
        "annual-report.docx",
        "annual-report.html",
        "annual-report.pdf",
        "checks.parquet",
        "definitions.json",
        "estimates.parquet",
        "manifest.json",
        "quality-assurance.yml",
        "release.json",
        "runs/falls/run.json",
        "runs/feno/run.json",
        "runs/hub/run.json",
    ]
    about = json.loads((folder / "release.json").read_text())
    assert (about["year"], about["sealed"], about["amends"]) == ("2025/26", "2026-06-30", None)
    assert list(pd.read_parquet(folder / "estimates.parquet")["project"]) == ["falls", "feno"]
    assert {path.stat().st_mode & 0o222 for path in folder.rglob("*.*")} == {0}
    assert damaged_files(folder) == []
    assert not list((published / "reports" / ".work").glob("release*"))


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not there")
def test_the_sums_are_those_of_everybodys_program(sealed: Path) -> None:
    folder = sealed / "reports" / "releases" / "2025-26"
    subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=True
    )


def test_what_was_sealed_is_read_again(sealed: Path) -> None:
    found = read_sealed(sealed / "reports" / "releases" / "2025-26")
    assert found.year == YEAR
    assert found.estimates[0] == estimate("falls")
    assert set(found.records) == {"falls", "feno", "hub"}
    assert found.definitions["falls"]["kpi/stay"]["kpi"]["unit"] == "days"


def test_a_year_with_words_still_to_be_filled_in_is_not_sealed(published: Path) -> None:
    hub = published / "data" / "hub.yml"
    hub.write_text(hub.read_text().replace("licence: MIT", "licence: TO FILL IN"))
    said = sentences(published)
    assert "data/hub.yml, line 6, licence: 'licence' is not filled in yet. Write it." in said


def spoil_table(root: Path) -> None:
    (root / "data/projects/falls/kpi.csv").write_text("kpi,period,value\n", encoding="utf-8")


def spoil_result(root: Path) -> None:
    (root / "reports/results/feno/estimates.parquet").write_bytes(b"damaged")


def fail_project(root: Path) -> None:
    results = root / "reports/results/feno"
    good = last_good(results)
    assert good is not None
    (results / "failed").mkdir()
    failed = good.failed_for("Cell 3 failed.", RunError("ValueError", "", 3))
    write_record(failed, results / "failed")


def forget_report(root: Path) -> None:
    (root / "reports/output/annual-report.json").unlink()


def edit_report(root: Path) -> None:
    (root / "reports/output/annual-report.pdf").write_text("another")


def lose_word(root: Path) -> None:
    (root / "reports/output/annual-report.docx").unlink()


def forget_manifest(root: Path) -> None:
    (root / "reports/results/manifest.json").unlink()


def forget_review(root: Path) -> None:
    (root / "data/quality-assurance/2025-26.yml").unlink()


def leave_open(root: Path) -> None:
    path = root / "data/quality-assurance/2025-26.yml"
    path.write_text(path.read_text().replace("    answer: yes", "    answer:", 1))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_table, "The result is stale: kpi.csv has changed. Run `evaluation report"),
        (spoil_result, "The result is stale: estimates.parquet is missing or damaged."),
        (fail_project, "The result is failed: Cell 3 failed."),
        (forget_report, "reports/output: The report has not been published. Publish it"),
        (edit_report, "annual-report.pdf is missing or was changed since."),
        (lose_word, "annual-report.docx is missing or was changed since."),
        (forget_manifest, "manifest.json: The manifest is missing. Run `evaluation run`."),
        (forget_review, "2025-26.yml: The quality assurance of this year is not recorded."),
        (leave_open, "2025-26.yml, "),
    ],
)
def test_whatever_is_not_in_order_stands_in_the_way(
    published: Path, spoil: Callable[[Path], None], said: str
) -> None:
    assert sentences(published) == ""
    spoil(published)
    assert said in sentences(published)
    with pytest.raises(InvalidInput, match="in the way") as caught:
        seal(open_workspace(published), YEAR, DAY)
    assert caught.value.exit_code == 2
    assert caught.value.findings
    assert not (published / "reports" / "releases").exists()


def test_results_that_changed_after_report_and_review_need_both_again(
    published: Path, keep: Keep
) -> None:
    keep(published, [estimate("falls", value=-2.5), estimate("feno")])
    found = sentences(published)
    assert "The report was published from other results." in found
    assert "Other results were reviewed than those there are now." in found
    publish(published)
    review(published)
    assert sentences(published) == ""


def test_the_report_of_another_year_is_not_sealed(published: Path) -> None:
    found = sentences(published, FinancialYear(2024))
    assert "The report published is that of 2025/26." in found
    assert "the parameter year has changed from 2025/26 to 2024/25" in found


def test_a_sealed_year_is_sealed_again_only_beside_itself_and_for_a_reason(sealed: Path) -> None:
    workspace = open_workspace(sealed)
    with pytest.raises(InvalidInput, match="is sealed already, in reports/releases/2025-26"):
        seal(workspace, YEAR, DAY)
    again = seal(workspace, YEAR, DAY, "A table had the wrong unit.")
    assert again.name == "2025-26-2"
    about = json.loads((again / "release.json").read_text())
    assert (about["amends"], about["reason"]) == ("2025-26", "A table had the wrong unit.")
    assert [path.name for path in releases_of(workspace.reports, YEAR)] == ["2025-26", "2025-26-2"]
    assert damaged_files(sealed / "reports" / "releases" / "2025-26") == []


def test_a_year_that_is_not_sealed_is_not_amended(published: Path) -> None:
    with pytest.raises(InvalidInput, match="not sealed yet"):
        seal(open_workspace(published), YEAR, DAY, "A reason.")


def test_the_release_before_is_the_last_amendment_of_the_nearest_year(tmp_path: Path) -> None:
    for name in ("2022-23", "2023-24", "2023-24-10", "2023-24-2", "2025-26", "notes"):
        (tmp_path / "releases" / name).mkdir(parents=True)
    found = earlier_release(tmp_path, FinancialYear(2025))
    assert found is not None
    assert found.name == "2023-24-10"
    assert earlier_release(tmp_path, FinancialYear(2022)) is None
    assert earlier_release(tmp_path / "nowhere", FinancialYear(2022)) is None


def test_a_release_that_was_changed_is_told(sealed: Path) -> None:
    folder = sealed / "reports" / "releases" / "2025-26"
    (folder / "annual-report.pdf").chmod(0o644)
    (folder / "annual-report.pdf").write_text("another")
    (folder / "more.txt").write_text("more")
    (folder / "manifest.json").unlink()
    assert damaged_files(folder) == ["annual-report.pdf", "manifest.json", "more.txt"]
    with pytest.raises(InvalidInput, match=r"not as it was sealed: annual-report\.pdf"):
        read_sealed(folder)
    (folder / "SHA256SUMS").unlink()
    assert damaged_files(folder) == ["SHA256SUMS"]


def test_a_disk_that_is_full_leaves_no_half_release(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sealing, "_close", full)
    with pytest.raises(InvalidInput, match="cannot be written: No space left on device"):
        seal(open_workspace(published), YEAR, DAY)
    assert not (published / "reports" / "releases").exists()
    assert not list((published / "reports" / ".work").glob("release*"))


def test_nothing_is_sealed_while_a_run_is_under_way(published: Path) -> None:
    import threading

    refused: list[InvalidInput] = []

    def try_it() -> None:
        try:
            seal(open_workspace(published), YEAR, DAY)
        except InvalidInput as error:
            refused.append(error)

    with workspace_lock(published / "reports"):
        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
    assert len(refused) == 1
