"""Columns of what drivers give: one type each, over all portions, and nothing lost on the way."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq
import pytest

from evaluation.warehouse.columns import SPOKEN, as_batch, as_parquet, common_types
from evaluation.warehouse.refusal import Refused

DAY = dt.date(2024, 4, 1)
NOON = dt.datetime.fromisoformat("2024-04-01T12:00")
SUMMER = dt.datetime(2024, 6, 30, 23, 30, tzinfo=dt.UTC)


def stored(*portions: list[Any]) -> tuple[str, list[Any]]:
    """Return the type of a column that comes in portions, and its values as they are kept."""
    batches = [as_batch(["a"], [(value,) for value in portion]) for portion in portions]
    types = common_types(batches)
    table = pq.read_table(io.BytesIO(as_parquet(batches, types)))
    return SPOKEN[types[0]], table["a"].to_pylist()


@pytest.mark.parametrize(
    ("portions", "kind", "values"),
    [
        (([1, None, 3],), "whole number", [1, None, 3]),
        (([1], [2.5]), "number", [1.0, 2.5]),
        (([Decimal("12"), Decimal("7.00")],), "whole number", [12, 7]),
        (([Decimal("12"), Decimal("7.25")],), "number", [12.0, 7.25]),
        (([Decimal("NaN"), 1],), "number", ["nan", 1.0]),
        (([True, False],), "true or false", [True, False]),
        (([True, 2],), "text", ["True", "2"]),
        (([DAY, None],), "day", [DAY, None]),
        (([DAY], [NOON]), "moment", [NOON.replace(hour=0), NOON]),
        (([SUMMER],), "moment", [dt.datetime.fromisoformat("2024-07-01T00:30")]),
        (([None], [None, None]), "text", [None, None, None]),
        (([None], [4]), "whole number", [None, 4]),
        ((["a", None], [4]), "text", ["a", None, "4"]),
        (([2.0], ["x"]), "text", ["2", "x"]),
        (([DAY], ["x"]), "text", ["2024-04-01", "x"]),
        (([2**63],), "text", [str(2**63)]),
        (([2**53 + 1], [0.5]), "number", [2.0**53, 0.5]),
        (([float("inf"), None],), "number", [float("inf"), None]),
        (([dt.date.min, dt.date.max],), "day", [dt.date.min, dt.date.max]),
        (([dt.date.min], [NOON]), "moment", [dt.datetime.combine(dt.date.min, dt.time()), NOON]),
        (([dt.time(9, 30)],), "text", ["09:30:00"]),
        (([uuid.UUID(int=7)],), "text", [str(uuid.UUID(int=7))]),
    ],
)
def test_a_column_has_one_type_over_all_portions(
    portions: tuple[list[Any], ...], kind: str, values: list[Any]
) -> None:
    found, kept = stored(*portions)
    assert found == kind
    assert ["nan" if value != value else value for value in kept] == values


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (b"x", "binary data"),
        ([1], "lists"),
        ({"a": 1}, "groups (json)"),
        (dt.timedelta(1), "spans of time"),
        (object(), "values of a kind that a table cannot hold"),
        ("\ud800", "a value that a table cannot hold"),
    ],
)
def test_what_a_table_cannot_hold_is_refused_by_its_column(value: Any, held: str) -> None:
    with pytest.raises(Refused) as refused:
        stored([None, value])
    assert refused.value.sentence == f"The column 'a' holds {held}."
