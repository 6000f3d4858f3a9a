"""Says in words what a rule does, for readers of what was published under it."""

from __future__ import annotations

from evaluation.disclosure.rules import RULES, DisclosureRule

FROM_ROUNDED = "percentages come from the rounded counts."
NOTHING_HIDDEN = "Counts of people are shown in full."


def in_words(rule: DisclosureRule) -> str:
    """Return one or two sentences on how counts of people are shown under a rule.

    Examples
    --------
    >>> from evaluation.disclosure.rules import HES
    >>> print(in_words(HES))
    Counts of people from 1 to 7 are shown as `*`, and others are rounded to the nearest 5;
    percentages come from the rounded counts.
    """
    if rule is RULES["none"]:
        return NOTHING_HIDDEN
    if not rule.hides:
        return f"Counts of people are {_rounded(rule)}; {FROM_ROUNDED}"
    span = f"from {rule.smallest_suppressed} to {rule.largest_suppressed}"
    start = f"Counts of people {span} are shown as `{rule.mark}`"
    if rule.rounds:
        return (
            f"{start}, and others are {_rounded(rule)}; percentages come from the rounded counts."
        )
    return (
        f"{start}, and so are other counts from which they could be worked out; percentages that "
        "need a hidden count are not shown."
    )


def _rounded(rule: DisclosureRule) -> str:
    if rule.rounding == "midpoint":
        return (
            f"rounded to the middle of each {rule.rounded_to} (1 to {rule.rounded_to}, and so on)"
        )
    return f"rounded to the nearest {rule.rounded_to}"
