"""Disclosure control, the one border between true counts of people and anything that is shown.

`rules` holds the rules by name, `protection` suppresses and rounds single counts and proportions.
"""

from evaluation.disclosure.protection import (
    ProtectedProportion,
    protect,
    protect_counts,
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

__all__ = [
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
    "DisclosureRule",
    "ProtectedProportion",
    "RuleName",
    "protect",
    "protect_counts",
    "protect_proportion",
    "protect_rate",
    "rule_named",
    "shown",
]
