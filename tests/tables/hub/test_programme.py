import pandas as pd
import pytest

from evaluation.tables.hub.programme import COMMUNICATIONS, PROGRESS
from evaluation.tables.typed import rule_faults, typed_columns


def faults(table, *rows):
    frame = pd.DataFrame(rows, dtype="string")
    frame.index = pd.RangeIndex(2, 2 + len(frame))
    typed, found = typed_columns(frame, table.schema)
    return [*found, *rule_faults(typed, table.schema, found, frozenset())]


@pytest.mark.parametrize(
    ("change", "number"),
    [({}, 0), ({"channel": "Social Media"}, 0), ({"channel": "pigeon"}, 1), ({"value": "-1"}, 1)],
)
def test_communications_are_counts_of_known_channels(change, number):
    row = {"quarter": "2025/26-Q3", "channel": "website", "measure": "visits", "value": "420"}
    assert len(faults(COMMUNICATIONS, {**row, **change})) == number


def test_a_priority_stands_once_in_a_quarter():
    row = {"priority": "D-01", "quarter": "2025/26-Q3", "status": "behind", "note": None}
    assert len(faults(PROGRESS, row, row)) == 1
