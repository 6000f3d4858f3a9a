"""Evaluates an expression for all rows at once, by three-valued logic."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evaluation.criteria.nodes import (
    Among,
    Arithmetic,
    Between,
    Both,
    Call,
    Column,
    Comparison,
    Either,
    Literally,
    Negative,
    Node,
    Not,
    Recorded,
)

COMPARE = {
    "=": pc.equal,
    "!=": pc.not_equal,
    "<": pc.less,
    "<=": pc.less_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
}
CALCULATE = {"+": pc.add, "-": pc.subtract, "*": pc.multiply}
MONTHS_IN_YEAR = 12
DAYS_IN_WEEK = 7.0


def evaluated(node: Node, batch: pa.RecordBatch | pa.Table) -> Any:
    """Return the value of a part: an array of the table's length, or a scalar for constants."""
    value = functools.partial(evaluated, batch=batch)
    match node:
        case Column(name):
            return _plain(batch.column(name))
        case Literally(constant):
            return _plain(pa.scalar(constant))
        case Arithmetic(operator, left, right):
            return _calculated(operator, value(left), value(right))
        case Negative(of):
            return pc.negate(value(of))
        case Call(function, arguments):
            return _called(function, *(value(each) for each in arguments))
        case _:
            return _condition(node, value)


def _condition(node: Node, value: Callable[[Node], Any]) -> Any:
    match node:
        case Comparison(sign, left, right):
            return COMPARE[sign](value(left), value(right))
        case Among(item, options):
            subject = value(item)
            tests = [pc.equal(subject, value(option)) for option in options]
            return functools.reduce(pc.or_kleene, tests)
        case Between(item, low, high):
            subject = value(item)
            above = pc.greater_equal(subject, value(low))
            return pc.and_kleene(above, pc.less_equal(subject, value(high)))
        case Recorded(item):
            return pc.is_valid(value(item))
        case Not(of):
            return pc.invert(value(of))
        case Both(parts):
            return functools.reduce(pc.and_kleene, map(value, parts))
        case Either(parts):
            return functools.reduce(pc.or_kleene, map(value, parts))


def _plain(data: Any) -> Any:
    """Return numbers as doubles, days without time, texts trimmed and in small letters."""
    if pa.types.is_dictionary(data.type):
        data = data.cast(data.type.value_type)
    if pa.types.is_boolean(data.type):
        return data
    if pa.types.is_date(data.type) or pa.types.is_timestamp(data.type):
        return data.cast(pa.date32()) if pa.types.is_date(data.type) else _day(data)
    if pa.types.is_string(data.type) or pa.types.is_large_string(data.type):
        text = pc.utf8_lower(pc.utf8_trim_whitespace(data.cast(pa.string())))
        return _null_where(pc.equal(text, ""), text)
    number = data.cast(pa.float64())
    return _null_where(pc.invert(pc.is_finite(number)), number)


def _day(data: Any) -> Any:
    return pc.floor_temporal(data, unit="day").cast(pa.date32())


def _null_where(condition: Any, data: Any) -> Any:
    return pc.if_else(condition, pa.scalar(None, data.type), data)


def _calculated(operator: str, left: Any, right: Any) -> Any:
    if operator != "/":
        result = CALCULATE[operator](left, right)
    else:
        result = pc.divide(left, _null_where(pc.equal(right, 0.0), right))
    return _null_where(pc.invert(pc.is_finite(result)), result)


def _called(function: str, first: Any, second: Any) -> Any:
    match function:
        case "days":
            return pc.days_between(first, second).cast(pa.float64())
        case "weeks":
            return pc.add(pc.multiply(first, DAYS_IN_WEEK), second)
        case "months":
            return _months(first, second).cast(pa.float64())
        case "years":
            return pc.floor(
                pc.divide(_months(first, second).cast(pa.float64()), 1.0 * MONTHS_IN_YEAR)
            )
        case "starts":
            return pc.starts_with(first, second.as_py())
        case _:
            return pc.match_substring(first, second.as_py())


def _months(first: Any, second: Any) -> Any:
    years = pc.subtract(pc.year(second), pc.year(first))
    months = pc.add(
        pc.multiply(years, MONTHS_IN_YEAR), pc.subtract(pc.month(second), pc.month(first))
    )
    early = pc.less(pc.day(second), pc.day(first))
    return pc.subtract(months, pc.if_else(early, 1, 0))
