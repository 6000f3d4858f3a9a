"""Numbers that a user gives as something to draw from.

In: an `UncertainNumber` of a project's file. Out: an `Uncertain` of `distributions`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from evaluation.errors import InvalidInput
from evaluation.value.distributions import Uncertain, drawn, scores
from evaluation.workspace.uncertain_number import UncertainNumber

PERCENT: Final = 100.0


def of_number(
    number: UncertainNumber, named: str = "a number", *, is_percent: bool = False
) -> Uncertain:
    """Return the distribution of a number that a user gave.

    Parameters
    ----------
    number : UncertainNumber
        A beta distribution is one of a share where its upper limit is at most 1, else of a percent.
    named : str
        How an error calls it.
    is_percent : bool
        Whether it is known to be a percentage, however small.

    Raises
    ------
    InvalidInput
        If its limits do not suit its distribution.

    Examples
    --------
    >>> of_number(UncertainNumber(value=2.0, low=1.0, high=4.0, distribution="pert")).limits
    (1.0, 4.0)
    """
    if number.distribution == "fixed" or number.low is None or number.high is None:
        return Uncertain(number.value)
    top = 1.0 if number.high <= 1 and not is_percent else PERCENT
    try:
        return Uncertain(number.value, number.distribution, number.low, number.high, top=top)
    except ValueError as error:
        raise InvalidInput(
            f"The distribution of {named} cannot be: {error}.",
            "Choose other limits, or another 'distribution'.",
        ) from error


def draws_of(
    number: UncertainNumber, named: str, *, seed: int, draws: int, is_percent: bool = False
) -> NDArray[np.float64]:
    """Return draws of a number that a user gave; the same name gives the same draws.

    Parameters
    ----------
    number : UncertainNumber
    named : str
        Unique in the portfolio, such as "falls/beds/volume".
    seed, draws : int
    is_percent : bool
        As in `of_number`.
    """
    found = of_number(number, f"'{named}'", is_percent=is_percent)
    return drawn(found, scores(seed, named, draws))
