"""The benchmark's two programs count the same, each in a process of its own."""

import pytest

from tests.benchmarks import audit_records
from tests.benchmarks.audit_records import Measured


@pytest.mark.parametrize("form", ["stated", "measured"])
def test_both_programs_count_the_same(tmp_path, monkeypatch, form):
    monkeypatch.setattr(audit_records, "ROWS_OF_GROUP", 7_000)
    audit_records.write_specs(tmp_path)
    audit_records.write_records(tmp_path / f"{form}.parquet", 20_000, form)
    ours = audit_records.by_package(tmp_path, form)
    assert ours == audit_records.by_pandas(tmp_path, form)
    criteria = 2 if form == "stated" else 1
    assert {name: len(rows) for name, rows in ours.items()} == {
        "whole": 2 * criteria,
        "site": 60 * criteria,
        "deprivation": 10 * criteria,
    }


@pytest.mark.slow
def test_the_benchmark_runs_from_its_command_line(capsys):
    assert audit_records.main(["--rows", "3000", "--form", "stated"]) == 0
    said = capsys.readouterr().out
    assert "3,000 stated records" in said
    assert said.strip().endswith("counts of 144 rows: equal")


def test_counts_that_differ_are_said():
    found = {
        "ours": Measured(1, 100, {"whole": [[1]]}),
        "theirs": Measured(3, 200, {"whole": [[2]]}),
    }
    lines = audit_records.report("stated", 10, found).splitlines()
    assert lines[-2].split() == ["pandas", "takes", "3.0", "x", "2.0", "x"]
    assert lines[-1].endswith("NOT EQUAL")
