"""Sentences of a sensitivity analysis: how many variants agree, and about what.

Counts come in; one plain sentence for each part goes out. Where they disagree about the
direction or about including no effect, the sentence says so first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from evaluation.its.fitted.line_contrast import Limits

PERCENT = 100
NOUNS = {
    "estimators": ("estimator", "the primary one"),
    "dates": ("date", "the one specified"),
    "lags": ("number of lags", "the one used"),
    "windows": ("window", "the whole series"),
    "seasonality": ("seasonal model", "the one specified"),
}
PLURALS = {"number of lags": "numbers of lags"}


def agreement(
    part: str, agrees: Sequence[tuple[bool | None, bool | None]], *, has_reference: bool = True
) -> str:
    """Return how many variants of a part agree with the primary model.

    Parameters
    ----------
    part : str
        "estimators", "dates", "lags", "windows" or "seasonality".
    agrees : sequence of (bool or None, bool or None)
        For each other variant whether it agrees about the direction and about including no
        effect; None where it has no interval.
    has_reference : bool
        Whether the primary model itself has an interval.

    Examples
    --------
    >>> agreement("dates", [(True, True), (True, False), (None, None)])
    'Dates: the answers differ. 2 of 2 other dates agree with the one specified about the
    direction, 1 of 2 about whether no effect is included; 1 more has no interval.'
    """
    noun, reference = NOUNS[part]
    start = f"{part.capitalize()}: "
    if not has_reference:
        return f"{start}nothing to compare, because {reference} has no interval."
    known = [(direction, nothing) for direction, nothing in agrees if direction is not None]
    number, missing = len(known), len(agrees) - len(known)
    if number == 0:
        return f"{start}nothing to compare, because no other {noun} has an interval."
    direction = sum(bool(each) for each, _ in known)
    nothing = sum(bool(each) for _, each in known)
    tail = f"; {missing} more {'has' if missing == 1 else 'have'} no interval." if missing else "."
    other = f"other {_plural(noun)}" if number > 1 else f"other {noun}"
    if direction == nothing == number:
        who = f"the {other} agrees" if number == 1 else f"all {number} {other} agree"
        return (
            f"{start}{who} with {reference} about the direction and about whether no effect is "
            f"included{tail}"
        )
    verb = "agrees" if number == 1 else "agree"
    return (
        f"{start}the answers differ. {direction} of {number} {other} {verb} with {reference} "
        f"about the direction, {nothing} of {number} about whether no effect is included{tail}"
    )


def placebo_agreement(placebos: Sequence[Limits], own: Limits, level: float) -> str:
    """Return how often an effect was found where nothing happened, and where the true one ranks.

    Parameters
    ----------
    placebos : sequence of (estimate, lower, upper)
        Not a number where there is no interval.
    own : (estimate, lower, upper)
        At the true date, after as many periods.
    level : float
        Coverage of the intervals.

    Examples
    --------
    >>> placebo_agreement([(0.1, -1, 1.2), (2.0, 1, 3)], (-3.0, -4, -2), 0.95)
    'Placebo dates: 1 of 2 intervals before the interruption excludes no effect, where chance
    alone gives 5 in 100. The effect at the true date is larger in size than 2 of 2.'
    """
    known = [each for each in placebos if all(math.isfinite(value) for value in each)]
    if not known:
        return "Placebo dates: none could be tried, because no interval could be estimated there."
    number = len(known)
    excluding = sum(not lower <= 0 <= upper for _, lower, upper in known)
    chance = f"{(1 - level) * PERCENT:.3g}"
    if number == 1:
        verb = "excludes" if excluding else "includes"
        text = f"Placebo dates: the one interval before the interruption {verb} no effect."
    else:
        verb = "excludes" if excluding == 1 else "exclude"
        text = (
            f"Placebo dates: {excluding} of {number} intervals before the interruption {verb} no "
            f"effect, where chance alone gives {chance} in 100."
        )
    missing = len(placebos) - number
    if missing:
        text += f" {missing} more {'has' if missing == 1 else 'have'} no interval."
    if not math.isfinite(own[0]):
        return text
    larger = sum(abs(own[0]) > abs(estimate) for estimate, _, _ in known)
    return f"{text} The effect at the true date is larger in size than {larger} of {number}."


def _plural(noun: str) -> str:
    return PLURALS.get(noun, f"{noun}s")
