"""The benchmark of control charts runs, both ways agree, and the charts are fast enough."""

import pytest

from tests.benchmarks import control_charts as benchmark


def test_both_ways_flag_the_same_points() -> None:
    table = benchmark.synthetic(providers=12, months=30)
    found = benchmark.flagged_together(table)
    assert found
    assert found == benchmark.one_by_one(table)


@pytest.mark.reference
@pytest.mark.skipif(not benchmark.DATA.is_file(), reason="the open data are absent")
def test_both_ways_flag_the_same_points_of_the_open_data() -> None:
    table = benchmark.measured()
    assert benchmark.flagged_together(table) == benchmark.one_by_one(table)


def test_charts_of_130_providers_take_less_than_two_seconds() -> None:
    table = benchmark.synthetic()
    assert len(table) == benchmark.PROVIDERS * benchmark.MONTHS
    assert benchmark.seconds(benchmark.together, table, 3) < benchmark.MOST_SECONDS


def test_the_comparison_is_printed(monkeypatch, tmp_path, capsys) -> None:
    monkeypatch.setattr(benchmark, "DATA", tmp_path / "absent.csv")
    assert benchmark.main(["--repeats", "1"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("synthetic: 4,680 points of 130 charts: whole charts together")
    assert "open data" not in printed
