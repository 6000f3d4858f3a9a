"""Reads an expression such as ``age >= 65 and not declined`` and answers it for every record.

In: a text, then batches of records. Out: true, false or null (cannot be said) for each record.
The text is taken apart by Python's own grammar, of which only comparisons, `in`, `and`, `or` and
`not` over columns and plain values are let through; nothing of it is ever run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from evaluation.errors import InvalidInput, nearest

VALUES: Final = MappingProxyType({"true": True, "false": False})
_COMPARISONS: Final[MappingProxyType[type[ast.cmpop], Callable[..., Any]]] = MappingProxyType(
    {
        ast.Lt: pc.less,
        ast.LtE: pc.less_equal,
        ast.Gt: pc.greater,
        ast.GtE: pc.greater_equal,
        ast.Eq: pc.equal,
        ast.NotEq: pc.not_equal,
    }
)
REMEDY: Final = "Write comparisons of columns with values, joined by 'and', 'or' and 'not'."


@dataclass(frozen=True, slots=True)
class ExpressionFault:
    """What in an expression does not go with a table, and what to do next."""

    sentence: str
    remedy: str = ""


@dataclass(frozen=True)
class Expression:
    """A condition on the columns of a record; `parse` makes it."""

    text: str
    tree: ast.expr
    columns: frozenset[str]

    def faults(self, schema: pa.Schema) -> list[ExpressionFault]:
        """Return the columns that a table does not have, and comparisons that cannot be made."""
        absent = sorted(self.columns - set(schema.names))
        faults = [
            ExpressionFault(f"There is no column '{name}'.", _did_you_mean(name, schema.names))
            for name in absent
        ]
        if not absent:
            empty = pa.RecordBatch.from_pylist([], schema=schema)
            try:
                self.evaluate(empty)
            except (pa.ArrowException, TypeError):
                sentence = f"'{self.text}' compares things of different types."
                faults.append(
                    ExpressionFault(sentence, "Compare numbers with numbers, texts with texts.")
                )
        return faults

    def evaluate(self, batch: pa.RecordBatch) -> pa.BooleanArray:
        """Return the answer for each record, null where a missing cell leaves it open."""
        answer = _value(self.tree, batch)
        if isinstance(answer, bool):
            return pa.array([answer] * batch.num_rows, pa.bool_())
        if not pa.types.is_boolean(answer.type):
            raise TypeError(self.text)
        return answer


def parse(text: str) -> Expression:
    """Return an expression.

    Raises
    ------
    InvalidInput
        If it is not made of comparisons of columns with values.

    Examples
    --------
    >>> batch = pa.RecordBatch.from_pydict({"age": [40, 70, None]})
    >>> parse("age >= 65").evaluate(batch).to_pylist()
    [False, True, None]
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise InvalidInput(f"'{text}' is not an expression.", REMEDY) from None
    columns: set[str] = set()
    _require_plain(tree, text, columns)
    return Expression(text, tree, frozenset(columns))


def _require_plain(node: ast.expr, text: str, columns: set[str]) -> None:
    """Refuse everything but the few forms that are let through, and note the columns."""
    match node:
        case ast.BoolOp(values=parts):
            pass
        case ast.UnaryOp(op=ast.Not(), operand=one):
            parts = [one]
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())):
            parts = []
        case ast.Compare(
            left=left,
            ops=[ast.In() | ast.NotIn()],
            comparators=[ast.List(elts=values) | ast.Tuple(elts=values)],
        ):
            parts = [left]
            if not all(isinstance(each, ast.Constant) for each in values):
                raise InvalidInput(f"'{text}' has a list with more than plain values.", REMEDY)
        case ast.Compare(left=left, ops=[single], comparators=[right]) if (
            type(single) in _COMPARISONS
        ):
            parts = [left, right]
        case ast.Name(id=name):
            columns.update({name} - set(VALUES))
            parts = []
        case ast.Constant(value=int() | float() | str()):
            parts = []
        case _:
            raise InvalidInput(f"'{text}' has something that is not allowed here.", REMEDY)
    for part in parts:
        _require_plain(part, text, columns)


def _value(node: ast.expr, batch: pa.RecordBatch) -> Any:
    match node:
        case ast.BoolOp(op=operator, values=parts):
            join = pc.and_kleene if isinstance(operator, ast.And) else pc.or_kleene
            answer = _value(parts[0], batch)
            for part in parts[1:]:
                answer = join(answer, _value(part, batch))
            return answer
        case ast.UnaryOp(op=ast.Not(), operand=one):
            answer = _value(one, batch)
            return not answer if isinstance(answer, bool) else pc.invert(answer)
        case ast.UnaryOp(operand=ast.Constant(value=int() | float() as number)):
            return -number
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn() as operator], comparators=[listed]):
            return _among(_value(left, batch), listed, negated=isinstance(operator, ast.NotIn))
        case ast.Compare(left=left, ops=[single], comparators=[right]):
            return _COMPARISONS[type(single)](_value(left, batch), _value(right, batch))
        case ast.Name(id=name):
            return VALUES[name] if name in VALUES else batch.column(name)
        case ast.Constant(value=value):
            return value
    raise TypeError(ast.dump(node))  # `parse` lets nothing else through


def _among(column: pa.Array, listed: ast.expr, *, negated: bool) -> pa.Array:
    values = [each.value for each in getattr(listed, "elts", []) if isinstance(each, ast.Constant)]
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    is_among = pc.is_in(column, value_set=pa.array(values).cast(column.type))
    answer = pc.invert(is_among) if negated else is_among
    return pc.if_else(column.is_valid(), answer, pa.scalar(None, pa.bool_()))


def _did_you_mean(name: str, known: list[str]) -> str:
    near = nearest(name, known)
    return f"Did you mean '{near}'?" if near else f"The table has: {', '.join(known)}."
