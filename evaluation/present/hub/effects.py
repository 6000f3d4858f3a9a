"""An effect of ordered scores as a cell of a table."""

from __future__ import annotations

import math
from typing import Final

from evaluation.intervals import Effect
from evaluation.present import numbers

PERCENT: Final = 100


def effect_text(effect: Effect) -> str:
    """Return an effect between -1 and 1 in whole percentage points with its limits.

    Examples
    --------
    >>> effect_text(Effect(0.2, -0.05, 0.4)).replace(numbers.NO_BREAK_SPACE, " ")
    '20 (−5 to 40)'
    """
    if math.isnan(effect.value):
        return numbers.SUPPRESSED
    value, lower, upper = (PERCENT * part for part in effect)
    return numbers.with_limits(numbers.number(value), numbers.limits_text(lower, upper, 0))
