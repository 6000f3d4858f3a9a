"""How many records an audit needs, and how near to the truth a given number comes.

In: population, expected percentage, margin. Out: a whole number of records, always rounded up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from scipy import stats

from evaluation.errors import InvalidInput

Formula = Literal["ubht", "cochran"]

PERCENT: Final = 100
ALMOST_WHOLE: Final = 1e-9
FORMULA_WORDS: Final[dict[Formula, str]] = {
    "ubht": "n0 / (1 + n0 / N), UBHT clinical audit calculator (2005)",
    "cochran": "n0 / (1 + (n0 - 1) / N), Cochran (1977)",
}


@dataclass(frozen=True, slots=True)
class SampleSize:
    """Records that an audit needs.

    Parameters
    ----------
    raw : float
        By the formula, before rounding and exceptions.
    eligible : int
        Eligible records, rounded up.
    records : int
        Records to look at, so that so many are left after the exceptions; never more than the
        population.
    """

    raw: float
    eligible: int
    records: int


def sample_size(
    expected: float,
    margin: float,
    population: int | None = None,
    *,
    level: float = 0.95,
    formula: Formula = "ubht",
    exceptions: float = 0.0,
) -> SampleSize:
    """Return how many records estimate a percentage to within a margin.

    Parameters
    ----------
    expected : float
        Percentage that is expected, above 0 and below 100; 50 where nothing is known, which needs
        most.
    margin : float
        Half the width of the interval, in percentage points.
    population : int, optional
        Eligible records that there are; None for very many.
    level : float
        Nominal coverage of the interval.
    formula : {"ubht", "cochran"}
        The finite population correction; they differ by less than one record in most audits.
    exceptions : float
        Percentage of records that are expected to be exceptions.

    Raises
    ------
    InvalidInput
        If a number is out of range.

    Notes
    -----
    n0 = c^2 p (1 - p) / A^2, with c the Normal deviate of the level, which printed
    tables round to 1.96, 1.645 or 1.28.
    Rounded up always: rounded to the nearest, as some tables print it, the margin is missed.

    References
    ----------
    Ferris E (2005), United Bristol Healthcare NHS Trust, sample size calculator for clinical audit;
    Cochran WG (1977), Sampling techniques, 3rd edition, section 4.4.

    Examples
    --------
    >>> sample_size(50, 5, 500).eligible, sample_size(70, 5, 400).eligible
    (218, 179)
    >>> sample_size(50, 5).eligible
    385
    """
    _require(expected, margin, population, level, exceptions)
    unlimited = _unlimited(expected / PERCENT, margin / PERCENT, level)
    raw = unlimited
    if population is not None:
        less = unlimited if formula == "ubht" else unlimited - 1
        raw = unlimited / (1 + less / population)
    most = math.inf if population is None else population
    eligible = int(min(_up(raw), most))
    records = _up(eligible / (1 - exceptions / PERCENT))
    return SampleSize(raw, eligible, records)


def margin_reached(
    eligible: int, expected: float, population: int | None = None, *, level: float = 0.95
) -> float:
    """Return the margin in percentage points that a number of eligible records reaches.

    Notes
    -----
    A = c sqrt(p (1 - p) / n (1 - n / N)), the formula of UBHT solved for A; 0 where everybody is
    audited.

    Examples
    --------
    >>> round(margin_reached(385, 50), 2), margin_reached(80, 50, 80)
    (4.99, 0.0)
    """
    _require(expected, 1, population, level, 0)
    if eligible < 1 or (population is not None and eligible > population):
        raise InvalidInput(
            "The sample is empty, or larger than its population.", "Correct one of them."
        )
    share = expected / PERCENT
    left = 1.0 if population is None else 1 - eligible / population
    return PERCENT * _deviate(level) * math.sqrt(share * (1 - share) / eligible * left)


def _unlimited(share: float, margin: float, level: float) -> float:
    return _deviate(level) ** 2 * share * (1 - share) / margin**2


def _deviate(level: float) -> float:
    return float(stats.norm.isf((1 - level) / 2))


def _up(number: float) -> int:
    """Return a number rounded up, what is whole but for the last digits as it is."""
    return math.ceil(number - ALMOST_WHOLE)


def _require(
    expected: float, margin: float, population: int | None, level: float, exceptions: float
) -> None:
    faults = (
        (0 < expected < PERCENT, "The expected percentage is not between 0 and 100."),
        (0 < margin < PERCENT, "The margin is not between 0 and 100 percentage points."),
        (population is None or population >= 1, "The population is empty."),
        (0 < level < 1, "The level is not between 0 and 1."),
        (0 <= exceptions < PERCENT, "The share of exceptions is not between 0 and 100."),
    )
    for is_right, sentence in faults:
        if not is_right:
            raise InvalidInput(sentence, "Correct it; percentages are written as 95, not 0.95.")
