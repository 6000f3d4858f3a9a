"""Finds the estimate that a benefit names among those of its project.

In: a name and a project's estimates. Out: the estimate, or an error with the nearest spelling;
whether it can be used is said by a status, because a suppressed result is no fault of the user.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from evaluation.errors import InvalidInput, nearest
from evaluation.estimate import Estimate
from evaluation.workspace.value_benefits import EstimateName

EstimateStatus = Literal["estimated", "suppressed", "not estimable"]
MOST_NAMED: Final = 8


def named_estimate(name: EstimateName, estimates: Sequence[Estimate]) -> Estimate:
    """Return the estimate of a name.

    Parameters
    ----------
    name : EstimateName
        Analysis, outcome and measure.
    estimates : sequence of Estimate
        All estimates of one project.

    Raises
    ------
    InvalidInput
        If there is none, with the nearest spelling of the part that differs; or more than one.

    Examples
    --------
    >>> effect = Estimate("its", "falls", "absolute difference", "falls", -3.0, -5.0, -1.0, 48,
    ...                   "least squares", "2026-03", "measured")
    >>> name = EstimateName(analysis="its", outcome="falls", measure="absolute difference")
    >>> named_estimate(name, [effect]).value
    -3.0
    """
    left: list[Estimate] = list(estimates)
    for part, wanted in (
        ("analysis", name.analysis),
        ("outcome", name.outcome),
        ("measure", name.measure),
    ):
        kept = [item for item in left if getattr(item, part) == wanted]
        if not kept:
            known = list(dict.fromkeys(str(getattr(item, part)) for item in left))
            raise InvalidInput(
                f"There is no estimate '{name}': the {part} '{wanted}' is not there.",
                _hint(wanted, known),
            )
        left = kept
    if len(left) > 1:
        raise InvalidInput(
            f"There is more than one estimate '{name}'.", "Name one that is there once."
        )
    return left[0]


def status_of(estimate: Estimate) -> EstimateStatus:
    """Return whether an estimate has a value with limits.

    One without a value is taken as suppressed, as its numbers are small or missing.
    """
    if estimate.value is None:
        return "suppressed"
    return "estimated" if estimate.is_estimable else "not estimable"


def _hint(wanted: str, known: Sequence[str]) -> str:
    near = nearest(wanted, known)
    if near:
        return f"Did you mean '{near}'?"
    if not known:
        return "The project has no estimates."
    more = "" if len(known) <= MOST_NAMED else " and others"
    return f"There are: {', '.join(known[:MOST_NAMED])}{more}."
