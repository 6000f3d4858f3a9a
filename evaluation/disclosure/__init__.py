"""Disclosure control, the one border between true counts of people and anything that is shown.

`rules` holds the rules by name, `protection` suppresses and rounds single counts and proportions,
`tables` protects tables with margins in one call. Behind that: `ledger` (what one run publishes),
`secondary` with `search` (which further cells to hide) and `attack` (what a reader can find out).
"""

from evaluation.disclosure.attack import Cell, Sum, possible_range
from evaluation.disclosure.ledger import Ledger
from evaluation.disclosure.margins import Margins
from evaluation.disclosure.protection import (
    ProtectedProportion,
    protect,
    protect_counts,
    protect_one,
    protect_proportion,
    protect_rate,
    shown,
)
from evaluation.disclosure.rules import (
    HES,
    MHSDS,
    MIDPOINT_6,
    NHS_DIGITAL_5,
    NONE,
    OPENSAFELY,
    ROUND_5,
    RULES,
    SUPPRESSED,
    UNDER_5,
    UNDER_10,
    DisclosureRule,
    RuleName,
    rule_named,
)
from evaluation.disclosure.secondary import FEWEST_POSSIBLE, Suppression, suppress
from evaluation.disclosure.tables import protect_shares, protect_table

__all__ = [
    "FEWEST_POSSIBLE",
    "HES",
    "MHSDS",
    "MIDPOINT_6",
    "NHS_DIGITAL_5",
    "NONE",
    "OPENSAFELY",
    "ROUND_5",
    "RULES",
    "SUPPRESSED",
    "UNDER_5",
    "UNDER_10",
    "Cell",
    "DisclosureRule",
    "Ledger",
    "Margins",
    "ProtectedProportion",
    "RuleName",
    "Sum",
    "Suppression",
    "possible_range",
    "protect",
    "protect_counts",
    "protect_one",
    "protect_proportion",
    "protect_rate",
    "protect_shares",
    "protect_table",
    "rule_named",
    "shown",
    "suppress",
]
