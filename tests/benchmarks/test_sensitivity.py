"""The benchmark of the full answer runs, and its loop gives the tables that it compares with."""

import pandas as pd

from evaluation import its
from tests.benchmarks import sensitivity
from tests.benchmarks.sensitivity import Seconds, simulated


def test_the_report_times_the_whole_its_parts_and_the_loop(capsys) -> None:
    assert sensitivity.main(["--simulated", "3", "--repeats", "1", "--alone", "1"]) == 0
    printed = capsys.readouterr().out
    for words in ("full answer of 3 series", "of the tables: placebo", "one at a time, 3 series"):
        assert words in printed
    assert "times as fast as one at a time" in printed


def test_together_and_one_at_a_time_are_the_same_work() -> None:
    given = simulated(2)
    plan = its.Plan(dates=1, placebo=False)
    found = its.sensitivity_many(given.design, given.data, given.by, plan=plan).table
    for name, rows in given.data.groupby("code"):
        alone = its.sensitivity(its.fit(given.design, rows), plan).table
        mine = found[found["series"] == name].drop(columns="series").reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, alone, rtol=1e-3)


def test_without_the_file_series_are_simulated(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(sensitivity, "LIDOCAINE", tmp_path / "none.csv")
    monkeypatch.setattr(sensitivity, "GROUPS", 2)
    found = sensitivity.groups()
    assert "simulated" in found.name
    assert len(found.tables) == 2


def test_seconds_are_printed_as_a_row() -> None:
    assert str(Seconds(1.5, 2.25)).split() == ["1.500", "s", "2.250", "s"]
