"""The parts of an expression, each of which writes itself in one standard form."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

Sign = Literal["=", "!=", "<", "<=", ">", ">="]
Operator = Literal["+", "-", "*", "/"]
FunctionName = Literal["days", "weeks", "months", "years", "contains", "starts"]

KEYWORDS = ("and", "or", "not", "in", "between", "is", "recorded", "true", "false")
QUOTES = (('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"))
PLAIN_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Column:
    """The value of a column in each record."""

    name: str

    def __str__(self) -> str:
        is_plain = PLAIN_NAME.fullmatch(self.name) and self.name.lower() not in KEYWORDS
        return self.name if is_plain else f"[{self.name}]"


@dataclass(frozen=True, slots=True)
class Literally:
    """A number, a text, a day, true or false."""

    value: float | str | dt.date | bool

    def __str__(self) -> str:
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        if isinstance(self.value, str):
            return next(
                f"{opening}{self.value}{closing}"
                for opening, closing in QUOTES
                if opening not in self.value and closing not in self.value
            )
        if isinstance(self.value, float):
            return str(int(self.value)) if self.value.is_integer() else repr(self.value)
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers added, subtracted, multiplied or divided."""

    operator: Operator
    left: Node
    right: Node

    def __str__(self) -> str:
        return f"({_operand(self.left)} {self.operator} {_operand(self.right)})"


@dataclass(frozen=True, slots=True)
class Negative:
    """A number with its sign turned."""

    of: Node

    def __str__(self) -> str:
        return f"-{_operand(self.of)}"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of some values."""

    function: FunctionName
    arguments: tuple[Node, ...]

    def __str__(self) -> str:
        return f"{self.function}({', '.join(_operand(each) for each in self.arguments)})"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values compared."""

    sign: Sign
    left: Node
    right: Node

    def __str__(self) -> str:
        return f"{_operand(self.left)} {self.sign} {_operand(self.right)}"


@dataclass(frozen=True, slots=True)
class Among:
    """Whether a value is one of several."""

    item: Node
    options: tuple[Literally, ...]

    def __str__(self) -> str:
        return f"{_operand(self.item)} in ({', '.join(str(each) for each in self.options)})"


@dataclass(frozen=True, slots=True)
class Between:
    """Whether a value lies between two others, both included."""

    item: Node
    low: Node
    high: Node

    def __str__(self) -> str:
        return f"{_operand(self.item)} between {_operand(self.low)} and {_operand(self.high)}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """Whether a value is there: true or false, never unknown."""

    item: Node

    def __str__(self) -> str:
        return f"{_operand(self.item)} is recorded"


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; of what cannot be said nothing can be said."""

    of: Node

    def __str__(self) -> str:
        return f"not ({self.of})"


@dataclass(frozen=True, slots=True)
class Both:
    """Whether all hold: false as soon as one does not."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " and ".join(_within(each) for each in self.parts)


@dataclass(frozen=True, slots=True)
class Either:
    """Whether any holds: true as soon as one does."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " or ".join(_within(each) for each in self.parts)


Node = (
    Column
    | Literally
    | Arithmetic
    | Negative
    | Call
    | Comparison
    | Among
    | Between
    | Recorded
    | Not
    | Both
    | Either
)


def _within(part: Node) -> str:
    return f"({part})" if isinstance(part, Both | Either) else str(part)


def _operand(part: Node) -> str:
    """Return the text of a part within a value: what is itself a condition in parentheses."""
    conditions = Comparison | Among | Between | Recorded | Not | Both | Either
    return f"({part})" if isinstance(part, conditions) else str(part)


def children(node: Node) -> tuple[Node, ...]:
    """Return the parts that a part is made of, in the order of the text."""
    match node:
        case Column() | Literally():
            return ()
        case Arithmetic() | Comparison():
            return (node.left, node.right)
        case Negative() | Not():
            return (node.of,)
        case Call():
            return node.arguments
        case Among():
            return (node.item, *node.options)
        case Between():
            return (node.item, node.low, node.high)
        case Recorded():
            return (node.item,)
        case Both() | Either():
            return node.parts
