"""An audit criterion that has been read: its columns, its faults and its value in each row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from evaluation.criteria.evaluating import evaluated
from evaluation.criteria.faults import ExpressionFault
from evaluation.criteria.kinds import kind_faults
from evaluation.criteria.nodes import Column, Node, children
from evaluation.criteria.parsing import parsed
from evaluation.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Expression:
    """A criterion over the columns of a table; see `parse`."""

    node: Node

    def __str__(self) -> str:
        return str(self.node)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns used, in order of appearance."""
        return tuple(dict.fromkeys(_columns(self.node)))

    def faults(self, schema: pa.Schema) -> list[ExpressionFault]:
        """Return what does not go with a table's columns."""
        return kind_faults(self.node, schema)

    def evaluate(self, batch: pa.RecordBatch | pa.Table) -> pa.BooleanArray | pa.ChunkedArray:
        """Return true, false or null (cannot be said) for each row.

        Raises
        ------
        InvalidInput
            If a column is missing or of the wrong type.
        """
        faults = self.faults(batch.schema)
        if faults:
            raise InvalidInput(faults[0].sentence, faults[0].remedy)
        result = evaluated(self.node, batch)
        return pa.repeat(result, batch.num_rows) if isinstance(result, pa.Scalar) else result


def parse(text: str) -> Expression:
    """Return the criterion that a text states.

    Raises
    ------
    ExpressionError
        If the text does not keep to the grammar.

    Examples
    --------
    >>> parse("age > 16 and feno_ppb >= 50").columns
    ('age', 'feno_ppb')
    """
    return Expression(parsed(text))


def _columns(node: Node) -> Iterator[str]:
    if isinstance(node, Column):
        yield node.name
    for child in children(node):
        yield from _columns(child)
