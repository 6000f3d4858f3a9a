"""Reads the text of an expression into its parts, by its grammar and nothing else.

criterion  = alternative {"or" alternative}
alternative = condition {"and" condition}
condition  = "not" condition | value [test]
test       = sign value | ["not"] "in" "(" literal {"," literal} ")"
           | ["not"] "between" value "and" value | "is" ["not"] "recorded"
value      = product {("+" | "-") product};  product = factor {("*" | "/") factor}
factor     = "-" factor | number | day | text | "true" | "false" | column
           | function "(" value {"," value} ")" | "(" criterion ")"
"""

from __future__ import annotations

from typing import Final, cast, get_args

from evaluation.criteria.faults import ExpressionError
from evaluation.criteria.nodes import (
    KEYWORDS,
    Among,
    Arithmetic,
    Between,
    Both,
    Call,
    Column,
    Comparison,
    Either,
    FunctionName,
    Literally,
    Negative,
    Node,
    Not,
    Operator,
    Recorded,
    Sign,
)
from evaluation.criteria.tokens import Token, tokens
from evaluation.errors import nearest

DEEPEST: Final = 40
MOST_OPERATIONS: Final = 100
SIGNS: Final = get_args(Sign)
FUNCTIONS: Final[dict[str, int]] = {
    "days": 2,
    "weeks": 2,
    "months": 2,
    "years": 2,
    "contains": 2,
    "starts": 2,
}
"""Functions and how many values each takes."""

TRUTHS: Final = {"true": True, "false": False}


def parsed(text: str) -> Node:
    """Return the parts of an expression.

    Raises
    ------
    ExpressionError
        If the text does not keep to the grammar.
    """
    reader = _Reader(text)
    node = reader.criterion()
    reader.require_end()
    return node


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.place = 0
        self.depth = 0
        self.operations = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    def criterion(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fault(f"Parentheses are nested deeper than {DEEPEST}.", "Simplify it.")
        parts = [self.alternative()]
        while self.takes_word("or"):
            parts.append(self.alternative())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Either(_flat(parts, Either))

    def alternative(self) -> Node:
        parts = [self.condition()]
        while self.takes_word("and"):
            parts.append(self.condition())
        return parts[0] if len(parts) == 1 else Both(_flat(parts, Both))

    def condition(self) -> Node:
        negations = 0
        while self.takes_word("not"):
            negations += 1
        node = self.tested(self.value())
        return Not(node) if negations % 2 else node

    def tested(self, item: Node) -> Node:
        if self.next.kind == "sign" and self.next.value in SIGNS:
            sign = cast("Sign", self.advance().value)
            node: Node = Comparison(sign, item, self.value())
            if self.next.kind == "sign" and self.next.value in SIGNS:
                raise self.fault("Two comparisons follow each other.", "Join them with 'and'.")
            return node
        if self.takes_word("is"):
            is_negated = self.takes_word("not")
            self.require_word("recorded")
            return _maybe_not(Recorded(item), is_negated)
        is_negated = self.is_word("not") and self.takes_word("not")
        if self.takes_word("in"):
            return _maybe_not(Among(item, self.options()), is_negated)
        if self.takes_word("between"):
            low = self.value()
            self.require_word("and")
            return _maybe_not(Between(item, low, self.value()), is_negated)
        if is_negated:
            raise self.fault("After 'not', 'in' or 'between' is missing here.", "Add it.")
        return item

    def options(self) -> tuple[Literally, ...]:
        self.require_sign("(")
        found = [self.option()]
        while self.takes_sign(","):
            found.append(self.option())
        self.require_sign(")")
        return tuple(found)

    def option(self) -> Literally:
        where = self.place
        node = self.value()
        if (
            isinstance(node, Negative)
            and isinstance(node.of, Literally)
            and isinstance(node.of.value, float)
        ):
            node = Literally(-node.of.value)
        if not isinstance(node, Literally):
            self.place = where
            what = "The list after 'in' holds something that is not a number, text or day."
            raise self.fault(what, "Put texts in quotation marks.")
        return node

    def value(self) -> Node:
        node = self.product()
        while self.next.kind == "sign" and self.next.value in ("+", "-"):
            operator = self.operator()
            node = Arithmetic(operator, node, self.product())
        return node

    def product(self) -> Node:
        node = self.factor()
        while self.next.kind == "sign" and self.next.value in ("*", "/"):
            operator = self.operator()
            node = Arithmetic(operator, node, self.factor())
        return node

    def operator(self) -> Operator:
        self.operations += 1
        if self.operations > MOST_OPERATIONS:
            raise self.fault(f"It has more than {MOST_OPERATIONS} sums.", "Prepare a column.")
        return cast("Operator", self.advance().value)

    def factor(self) -> Node:
        if self.takes_sign("-"):
            self.depth += 1
            if self.depth > DEEPEST:
                raise self.fault(f"Signs are nested deeper than {DEEPEST}.", "Simplify it.")
            node: Node = Negative(self.factor())
            self.depth -= 1
            return node
        if self.takes_sign("("):
            node = self.criterion()
            self.require_sign(")")
            return node
        token = self.next
        if token.kind in ("number", "day", "text"):
            return Literally(self.advance().value)
        if token.kind == "column":
            return Column(str(self.advance().value))
        if token.kind == "word":
            return self.named(str(token.value))
        raise self.missing("a column, a number, a text or a day")

    def named(self, word: str) -> Node:
        lower = word.lower()
        if lower in TRUTHS:
            self.advance()
            return Literally(TRUTHS[lower])
        if lower in KEYWORDS:
            raise self.missing("a column, a number, a text or a day")
        self.advance()
        if not self.is_sign("("):
            return Column(word)
        if lower not in FUNCTIONS:
            self.place -= 1
            near = nearest(lower, FUNCTIONS)
            known = f"There are: {', '.join(FUNCTIONS)}."
            remedy = f"Did you mean '{near}'?" if near else known
            raise self.fault(f"There is no function '{word}'.", remedy)
        return self.call(lower)

    def call(self, function: str) -> Node:
        begin = self.place - 1
        self.require_sign("(")
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fault(f"Functions are nested deeper than {DEEPEST}.", "Simplify it.")
        arguments = [self.value()]
        while self.takes_sign(","):
            arguments.append(self.value())
        self.require_sign(")")
        self.depth -= 1
        if len(arguments) != FUNCTIONS[function]:
            self.place = begin
            what = f"'{function}' takes {FUNCTIONS[function]} values, not {len(arguments)}."
            raise self.fault(what, "Separate them by commas.")
        if function in ("contains", "starts") and not isinstance(arguments[1], Literally):
            self.place = begin
            raise self.fault(f"'{function}' looks for a fixed text.", "Put it in quotation marks.")
        return Call(cast("FunctionName", function), tuple(arguments))

    def advance(self) -> Token:
        token = self.next
        self.place += 1
        return token

    def is_word(self, word: str) -> bool:
        token = self.next
        return token.kind == "word" and str(token.value).lower() == word

    def is_sign(self, sign: str) -> bool:
        return self.next.kind == "sign" and self.next.value == sign

    def takes_word(self, word: str) -> bool:
        found = self.is_word(word)
        self.place += found
        return found

    def takes_sign(self, sign: str) -> bool:
        found = self.is_sign(sign)
        self.place += found
        return found

    def require_word(self, word: str) -> None:
        if not self.takes_word(word):
            raise self.missing(f"'{word}'")

    def require_sign(self, sign: str) -> None:
        if not self.takes_sign(sign):
            raise self.missing(f"'{sign}'")

    def require_end(self) -> None:
        if self.next.kind == "end":
            return
        word = str(self.next.value)
        near = nearest(word, KEYWORDS) if self.next.kind == "word" else None
        remedy = f"Did you mean '{near}'?" if near else "Join conditions with 'and' or 'or'."
        raise self.fault("The expression should end here or go on with 'and' or 'or'.", remedy)

    def missing(self, what: str) -> ExpressionError:
        where = "The expression ends too early" if self.next.kind == "end" else "This is not right"
        return self.fault(f"{where}: {what} is expected.", "Complete or correct the expression.")

    def fault(self, what: str, remedy: str) -> ExpressionError:
        return ExpressionError(what, remedy, self.text, self.next.position)


def _maybe_not(node: Node, is_negated: bool) -> Node:  # noqa: FBT001 - what was read before it
    return Not(node) if is_negated else node


def _flat(parts: list[Node], kind: type[Both] | type[Either]) -> tuple[Node, ...]:
    """Return the parts with those of parts of the same kind in their place."""
    return tuple(
        inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,))
    )
