"""The speed benchmark runs with and without R, and its programs do the same work."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks import speed
from tests.benchmarks.measured import kenward_roger
from tests.benchmarks.processes import Cell
from tests.benchmarks.speed import Task, Timing

CELL = Cell(24, (0.4,))
TINY = Task("tiny", CELL, CELL.series(2))
HAS_R = speed.has_r()

needs_r = pytest.mark.skipif(not HAS_R, reason="Rscript with nlme is not installed")


def test_all_programs_are_timed_as_often_as_told() -> None:
    timings = speed.compare(TINY, speed.ONE_BY_ONE, 3, with_r=False)
    assert list(timings) == list(speed.ONE_BY_ONE)
    for timing in timings.values():
        assert len(timing.processor) == len(timing.elapsed) == 3
        assert timing.medians[1] > 0


def test_ratios_are_of_processor_time() -> None:
    timings = {
        "ours": Timing((0.001, 0.002, 0.009), (0.5, 0.5, 0.5)),
        "R nlme::gls": Timing((0.02, 0.02, 0.02), (0.02, 0.02, 0.02)),
    }
    lines = speed.report(TINY, timings).splitlines()
    assert "2 series of 24 periods" in lines[1]
    assert lines[3].split() == ["ours", "2.000", "ms", "500.000", "ms", "10.0", "times"]
    without = speed.report(TINY, {"ours": timings["ours"]})
    assert "no R here" in without


def test_the_design_of_a_task_is_that_of_its_matrix() -> None:
    design = TINY.design
    assert TINY.months[12].date() == design.interruptions[0].date
    assert TINY.cell.matrix[:, 2].sum() == 12
    np.testing.assert_array_equal(TINY.tables[1]["rate"], TINY.outcomes[1])


def test_groups_are_simulated_where_the_open_data_are_absent(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(speed, "LIDOCAINE", tmp_path / "absent.csv")
    assert speed.groups().outcomes.shape == (191, 60)


@pytest.mark.reference
@pytest.mark.skipif(not speed.LIDOCAINE.is_file(), reason="the open data are absent")
def test_groups_are_those_of_the_open_data() -> None:
    found = speed.groups()
    assert found.outcomes.shape == (191, found.cell.periods)
    assert np.isfinite(found.outcomes).all()


def test_the_whole_comparison_is_printed_without_r(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(speed, "LIDOCAINE", tmp_path / "absent.csv")
    monkeypatch.setattr(speed, "GROUPS", 3)
    tiny = ["--repeats", "1", "--fits", "1", "--simulated", "4", "--without-r"]
    assert speed.main(tiny) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Without R:")
    for part in ("One fit at a time", "simulated groups", "A simulation in one call", "Memory:"):
        assert part in printed


@needs_r
def test_r_fits_every_series_and_is_timed_beside_the_others() -> None:
    timings = speed.compare(TINY, {}, 2, with_r=True)
    assert list(timings) == ["R nlme::gls"]
    assert len(timings["R nlme::gls"].processor) == 2


@needs_r
def test_r_and_the_engine_find_the_same_level(tmp_path: Path) -> None:
    lower, upper = kenward_roger(CELL, TINY.outcomes)
    table = tmp_path / "series.csv"
    speed.table_for_r(TINY).to_csv(table, index=False)
    source = (speed.HERE / "gls.R").read_text(encoding="utf-8")
    script = source.split("invisible(")[0] + 'cat(sapply(series, function(n) fitted(n)["level"]))\n'
    (tmp_path / "levels.R").write_text(script, encoding="utf-8")
    command = ["Rscript", str(tmp_path / "levels.R"), str(table), "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    theirs = [float(word) for word in done.stdout.split()]
    np.testing.assert_allclose(((lower + upper) / 2)[:, 0], theirs, rtol=1e-4)
