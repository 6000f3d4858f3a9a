"""An example of a cell for each column of a project's tables; those of the hub have their own."""

from __future__ import annotations

from typing import Final

import pandera.pandas as pa

EXAMPLES: Final = {
    "kpi": "falls-admissions",
    "period": "2024-04",
    "value": "41.5",
    "numerator": "178",
    "denominator": "116003",
    "n": "212",
    "dimension": "deprivation",
    "group": "1 most deprived",
    "record": "r-0001",
    "criterion": "FALL-1",
    "cycle": "cycle-1",
    "date": "2025-05-14",
    "result": "met",
    "exception_reason": "declined",
    "site": "Site A",
    "practice": "Practice 12",
    "deprivation": "1 most deprived",
    "ethnicity": "White",
    "age_band": "80 and over",
    "sex": "female",
    "locality": "East",
    "met": "37",
    "not_met": "12",
    "not_recorded": "1",
    "exceptions": "3",
}


def example_of(name: str, column: pa.Column) -> str:
    """Return what may stand in a cell of a column.

    Parameters
    ----------
    name : str
        Of the column.
    column : Column
        Of one of the schemas.
    """
    return str(column.metadata.get("example") or EXAMPLES[name])
