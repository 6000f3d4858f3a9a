"""Audit criteria as expressions over the columns of a table, read safely and never run as code.

A criterion joins conditions by `and`, `or`, `not` and parentheses. A condition compares
(`= != < <= > >=`), lists (`in ("a", "b")`, `not in`), spans (`between 35 and 49`, both included)
or asks whether a value is there (`is recorded`, `is not recorded`). Values are numbers, texts in
quotation marks, days (2024-11-27), true, false, and columns (`age`, `[Date of scan]`), which
`+ - * /` and functions may combine: `days(a, b)`, `months(a, b)` and `years(a, b)` from a to b,
`weeks(20, 0)` as days, `contains(x, "text")` and `starts(x, "text")`.

Texts are compared without case and outer blanks. An empty text, a null, a number that is not
finite and a division by zero are *not recorded*. What depends on them cannot be said and is null:
`false and null` is false, `true or null` is true, else null stays null. A column must have its
type: text that holds numbers or days is a fault, to be converted when the table is read.
"""

from evaluation.criteria.expression import Expression, parse
from evaluation.criteria.faults import ExpressionError, ExpressionFault

__all__ = ["Expression", "ExpressionError", "ExpressionFault", "parse"]
