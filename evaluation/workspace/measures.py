"""What the expressions of a criterion's measure read, and whether a table goes with them.

In: a measure as a standards file or a spec says it. Out: its conditions, parsed once each.
"""

from __future__ import annotations

from functools import lru_cache

import pyarrow as pa

from evaluation.criteria import Expression, parse
from evaluation.workspace.standards import Measure

MOST_REMEMBERED = 1024

ARROW_TYPES = {
    "number": pa.float64(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
    "text": pa.string(),
}


def conditions_of(measure: Measure) -> tuple[Expression, ...]:
    """Return eligible, met and every exception's condition, in this order."""
    texts = (measure.eligible, measure.met, *(each.when for each in measure.exceptions))
    return tuple(_parsed(text) for text in texts)


def columns_of(measure: Measure) -> frozenset[str]:
    """Return the columns that a measure reads."""
    return frozenset(name for each in conditions_of(measure) for name in each.columns)


def faults_of(measure: Measure, schema: pa.Schema) -> list[tuple[str, str]]:
    """Return what in a measure does not go with a table: sentence and remedy, each once."""
    found = [
        (fault.sentence, fault.remedy)
        for each in conditions_of(measure)
        for fault in each.faults(schema)
    ]
    return list(dict.fromkeys(found))


@lru_cache(MOST_REMEMBERED)
def _parsed(text: str) -> Expression:
    return parse(text)
