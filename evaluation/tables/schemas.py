"""The schema of each table: its columns with type, unit, rules and meaning.

The data dictionary, the templates and the checks are all made from these schemas. A rule that
depends on what a project says of its KPIs or cycles is added by `kpi_rules` and `audit_rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import get_args

import pandas as pd
import pandera.pandas as pa

from evaluation.tables.sentences import in_words
from evaluation.workspace.dimensions import Dimension

DIMENSIONS: tuple[str, ...] = get_args(Dimension)
RESULTS = ("met", "not met", "not recorded", "exception")
COUNTS = ("met", "not_met", "not_recorded", "exceptions")

KPI_KEYS = ("kpi", "period", "dimension", "group")
RECORD_KEYS = ("record", "criterion", "cycle")
COUNT_KEYS = ("criterion", "cycle", "dimension", "group")

TEXT, NUMBER, COUNT, DATE = "string", "float64", "Int64", "datetime64[ns]"

_AT_LEAST_ZERO = pa.Check(
    lambda numbers: numbers >= 0,
    error="'{column}' must be 0 or more.",
    description="Correct the number.",
)
_ABOVE_ZERO = pa.Check(
    lambda numbers: numbers > 0,
    error="'{column}' must be greater than 0.",
    description="Correct the number, or remove a row without people or time at risk.",
)


def row_rule(
    holds: Callable[[pd.DataFrame], pd.Series], sentence: str, remedy: str, column: str
) -> pa.Check:
    """Return a rule over several columns that each row must keep.

    Parameters
    ----------
    holds : callable
        From the table, one row per row, to a column of true and false.
    sentence, remedy : str
        What is wrong where it does not hold, and what to do next.
    column : str
        The column that the finding names.
    """
    return pa.Check(holds, error=sentence, description=remedy, title=column, ignore_na=False)


def unique_rule(keys: Sequence[str], column: str, remedy: str = "Keep one of them.") -> pa.Check:
    """Return the rule that no two rows have the same `keys`; the later ones are named.

    Rows without a key that every row needs are reported for that, not here.
    """
    together = in_words(f"'{key}'" for key in keys)
    needed = [key for key in keys if key not in ("dimension", "group")]
    return row_rule(
        lambda table: ~table.duplicated(list(keys)) | table[needed].isna().any(axis=1),
        f"A row above has the same {together}.",
        remedy,
        column,
    )


def _both_or_neither(missing: str, present: str) -> pa.Check:
    return row_rule(
        lambda table: table[missing].notna() | table[present].isna(),
        f"'{present}' is given without '{missing}'.",
        "Give both, or neither for the whole.",
        missing,
    )


def _column(
    dtype: str,
    description: str,
    *,
    unit: str = "",
    values: str = "",
    needed: str = "no",
    rule: pa.Check | None = None,
    choices: Sequence[str] = (),
) -> pa.Column:
    return pa.Column(
        dtype,
        rule,
        nullable=needed != "yes",
        description=description,
        metadata={
            "type": dtype,
            "unit": unit,
            "values": values or " | ".join(choices),
            "needed": needed,
            "choices": tuple(choices),
            "least": 0 if rule is _AT_LEAST_ZERO or rule is _ABOVE_ZERO else None,
        },
    )


def _dimension_columns() -> dict[str, pa.Column]:
    return {
        "dimension": _column(
            TEXT,
            "What the row's group is a group of; empty for the whole.",
            choices=DIMENSIONS,
            needed="with group",
        ),
        "group": _column(
            TEXT,
            "Name of the group, such as '1 most deprived'; empty for the whole.",
            needed="with dimension",
        ),
    }


ONE_ROW_EACH = unique_rule(
    KPI_KEYS,
    "kpi",
    "Keep one of them; say under 'rows:' beside the path which organisation or indicator is "
    "wanted; or write 'duplicates: add-up' there if they are parts of one.",
)
KPI_SCHEMA = pa.DataFrameSchema(
    {
        "kpi": _column(
            TEXT,
            "Id of the KPI.",
            values="an id under 'kpis' in project.yml",
            needed="yes",
        ),
        "period": _column(
            DATE,
            "The period, by the KPI's frequency; quarters without a financial year are of the "
            "calendar year.",
            values="2024-04 | 2024-04-01 | 2024-Q2 | 2024/25 Q1 | 2024 | 2024/25",
            needed="yes",
        ),
        "value": _column(
            NUMBER,
            "The KPI's value in the period.",
            unit="the KPI's unit",
            values="whole and 0 or more for kind count",
            needed="for kinds count and mean",
        ),
        "numerator": _column(
            NUMBER,
            "People or events that count.",
            unit="people or events",
            values="whole and 0 or more; not above the denominator for kind proportion",
            needed="for kinds proportion and rate",
            rule=_AT_LEAST_ZERO,
        ),
        "denominator": _column(
            NUMBER,
            "People, events or time at risk out of which they count.",
            unit="people, events or time at risk",
            values="greater than 0; whole for kind proportion",
            needed="for kinds proportion and rate",
            rule=_ABOVE_ZERO,
        ),
        "n": _column(
            COUNT,
            "People behind a value of kind mean.",
            unit="people",
            values="0 or more",
            rule=_AT_LEAST_ZERO,
        ),
        **_dimension_columns(),
    },
    checks=[
        _both_or_neither("group", "dimension"),
        _both_or_neither("dimension", "group"),
        ONE_ROW_EACH,
    ],
    name="kpi",
)

AUDIT_RECORDS_SCHEMA = pa.DataFrameSchema(
    {
        "record": _column(
            TEXT,
            "Pseudonym of the record; never an NHS or hospital number.",
            needed="yes",
        ),
        "criterion": _column(
            TEXT,
            "Id of the criterion.",
            values="an id under 'audit: criteria:' in project.yml",
            needed="yes",
        ),
        "cycle": _column(
            TEXT,
            "Id of the audit cycle.",
            values="an id under 'audit: cycles:' in project.yml",
            needed="yes",
        ),
        "date": _column(DATE, "Day of the care that is audited.", values="within the cycle"),
        "result": _column(
            TEXT,
            "Whether the criterion is met.",
            choices=RESULTS,
            needed="yes",
        ),
        "exception_reason": _column(
            TEXT, "Why the criterion does not apply.", needed="for result exception"
        ),
        **{
            name: _column(TEXT, f"Group of the record by {name.replace('_', ' ')}.")
            for name in DIMENSIONS
        },
    },
    checks=[
        row_rule(
            lambda table: (
                table["exception_reason"].notna()
                | table["result"].ne("exception").fillna(value=True)
            ),
            "An exception has no reason.",
            "Fill in 'exception_reason', or correct the result.",
            "exception_reason",
        ),
        unique_rule(RECORD_KEYS, "record"),
    ],
    name="audit-records",
)

_COUNT_MEANINGS = {
    "met": "Records that meet the criterion.",
    "not_met": "Records that do not meet it.",
    "not_recorded": "Eligible records that do not say.",
    "exceptions": "Records to which the criterion does not apply.",
}

AUDIT_COUNTS_SCHEMA = pa.DataFrameSchema(
    {
        "criterion": AUDIT_RECORDS_SCHEMA.columns["criterion"],
        "cycle": AUDIT_RECORDS_SCHEMA.columns["cycle"],
        **{
            name: _column(
                COUNT,
                meaning,
                unit="records",
                values="0 or more",
                needed="yes",
                rule=_AT_LEAST_ZERO,
            )
            for name, meaning in _COUNT_MEANINGS.items()
        },
        **_dimension_columns(),
    },
    checks=[
        _both_or_neither("group", "dimension"),
        _both_or_neither("dimension", "group"),
        unique_rule(COUNT_KEYS, "criterion"),
    ],
    name="audit-counts",
)

SCHEMAS: dict[str, pa.DataFrameSchema] = {
    str(schema.name): schema for schema in (KPI_SCHEMA, AUDIT_RECORDS_SCHEMA, AUDIT_COUNTS_SCHEMA)
}


def required_columns(schema: pa.DataFrameSchema) -> set[str]:
    """Return the columns that a table must have, whatever its project says."""
    return {
        str(name) for name, column in schema.columns.items() if column.metadata["needed"] == "yes"
    }


def with_rules(
    schema: pa.DataFrameSchema, rules: Sequence[pa.Check], *, without: pa.Check | None = None
) -> pa.DataFrameSchema:
    """Return a schema with further rules, and without one that it has."""
    kept = [rule for rule in schema.checks if rule is not without]
    return pa.DataFrameSchema(schema.columns, checks=[*kept, *rules], name=schema.name)
