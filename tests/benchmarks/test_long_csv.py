"""Both programs of the benchmark read the same rows."""

import pandas as pd

from evaluation.tables import read
from tests.benchmarks import long_csv


def test_both_programs_read_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(read, "LONG_CSV_BYTES", 10_000)
    path = tmp_path / "records.csv"
    long_csv.write_records(path, 2_000)
    assert read.is_long(path)
    ours, theirs = long_csv.by_package(path), long_csv.by_pandas(path)
    pd.testing.assert_frame_equal(ours, theirs)
    measured = [long_csv.measure(name, path) for name in long_csv.PROGRAMS]
    assert measured[0]["cells"] == measured[1]["cells"]
