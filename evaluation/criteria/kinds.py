"""Finds what kind of value each part of an expression has, and what does not go together."""

from __future__ import annotations

from typing import Final, Literal

import pyarrow as pa

from evaluation.criteria.faults import ExpressionFault
from evaluation.criteria.nodes import (
    Among,
    Arithmetic,
    Between,
    Call,
    Column,
    Comparison,
    Literally,
    Negative,
    Node,
    children,
)
from evaluation.errors import nearest

Kind = Literal["number", "text", "day", "truth"]
ARGUMENTS: Final[dict[str, Kind]] = {
    "days": "day",
    "months": "day",
    "years": "day",
    "weeks": "number",
    "contains": "text",
    "starts": "text",
}


def column_kind(type_: pa.DataType) -> Kind | None:
    """Return the kind of a column of a table, None where criteria cannot use it."""
    if pa.types.is_dictionary(type_):
        return column_kind(type_.value_type)
    if pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_decimal(type_):
        return "number"
    if pa.types.is_date(type_) or pa.types.is_timestamp(type_):
        return "day"
    if pa.types.is_boolean(type_):
        return "truth"
    is_text = pa.types.is_string(type_) or pa.types.is_large_string(type_)
    return "text" if is_text else None


def kind_of(node: Node, schema: pa.Schema) -> Kind | None:
    """Return the kind of a part, None where its column is unknown."""
    match node:
        case Column(name):
            return column_kind(schema.field(name).type) if schema.names.count(name) == 1 else None
        case Literally(value):
            if isinstance(value, bool):
                return "truth"
            if isinstance(value, str):
                return "text"
            return "number" if isinstance(value, float) else "day"
        case Arithmetic() | Negative():
            return "number"
        case Call(function):
            return "truth" if function in ("contains", "starts") else "number"
        case _:
            return "truth"


def kind_faults(node: Node, schema: pa.Schema) -> list[ExpressionFault]:
    """Return what in an expression does not go with the columns of a table, each once."""
    found = [*_faults(node, schema), *_wrong([node], "truth", schema)]
    return list(dict.fromkeys(found))


def _faults(node: Node, schema: pa.Schema) -> list[ExpressionFault]:
    found = [fault for child in children(node) for fault in _faults(child, schema)]
    match node:
        case Column(name):
            found += _unusable(name, schema)
        case Arithmetic() | Negative():
            found += _wrong(children(node), "number", schema)
        case Call(function):
            found += _wrong(children(node), ARGUMENTS[function], schema)
        case Comparison() | Among() | Between():
            first, *others = children(node)
            expected = kind_of(first, schema)
            if expected is not None:
                found += _wrong(others, expected, schema)
        case _ if not isinstance(node, Literally) and not hasattr(node, "item"):
            found += _wrong(children(node), "truth", schema)
    return found


def _unusable(name: str, schema: pa.Schema) -> list[ExpressionFault]:
    count = schema.names.count(name)
    if count == 0:
        near = nearest(name, schema.names)
        remedy = f"Did you mean '{near}'?" if near else "Use a column of the table."
        return [ExpressionFault(f"There is no column '{name}'.", remedy)]
    if count > 1:
        return [ExpressionFault(f"Several columns are called '{name}'.", "Rename all but one.")]
    if column_kind(schema.field(name).type) is None:
        sentence = f"The column '{name}' is neither number, text, day nor true or false."
        return [ExpressionFault(sentence, "Convert it first.")]
    return []


def _wrong(
    parts: list[Node] | tuple[Node, ...], expected: Kind, schema: pa.Schema
) -> list[ExpressionFault]:
    kinds = [(part, kind_of(part, schema)) for part in parts]
    remedy = "Declare the column's type, or compare like with like."
    return [
        ExpressionFault(f"'{part}' is a {kind} where a {expected} is needed.", remedy)
        for part, kind in kinds
        if kind is not None and kind != expected
    ]
