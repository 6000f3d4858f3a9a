"""How sure an audit's percentages are: the interval, the population behind the sample, or a census.

In: what the project's file declares. Out: limits of each row of counts.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from evaluation.intervals import (
    METHOD_WORDS,
    FloatArray,
    Interval,
    ProportionMethod,
    as_floats,
    finite_interval,
)


@dataclass(frozen=True)
class Precision:
    """What the limits of an audit rest on.

    Parameters
    ----------
    method : {"wilson", "clopper-pearson", "mid-p"}
        Of the interval.
    fractions : mapping of cycle to float
        Share of the population's records that were audited; 1 or no entry where unknown counts as
        a sample of very many.
    is_census : bool
        Whether every record of the population was audited: there is then nothing to infer.
    """

    method: ProportionMethod = "wilson"
    fractions: Mapping[Hashable, float] = field(default_factory=dict)
    is_census: bool = False

    @property
    def words(self) -> str:
        """What a reader calls it.

        Examples
        --------
        >>> Precision().words, Precision(is_census=True).words
        ('Wilson score interval', 'complete census, no interval')
        """
        if self.is_census:
            return "complete census, no interval"
        corrected = " with finite population correction" if self.fractions else ""
        return f"{METHOD_WORDS[self.method]}{corrected}"

    def limits(
        self, met: pd.Series, eligible: pd.Series, cycle: pd.Series, level: float
    ) -> Interval:
        """Return the limits of proportions, missing in a census.

        Notes
        -----
        The eligible records of the population are taken to be those audited over the fraction.
        """
        if self.is_census:
            nothing = np.full(len(met), np.nan)
            return Interval(nothing, nothing)
        size = self._population(eligible, cycle)
        return finite_interval(met, eligible, size, level, self.method)

    def _population(self, eligible: pd.Series, cycle: pd.Series) -> FloatArray:
        shares = np.array(
            [self.fractions.get(each, np.nan) for each in cycle.astype(object)], dtype="float64"
        )
        audited = as_floats(eligible)
        with np.errstate(invalid="ignore"):
            size: FloatArray = np.maximum(np.round(audited / shares), audited)
        return size


USUAL = Precision()
"""Wilson's interval of a sample of very many."""
