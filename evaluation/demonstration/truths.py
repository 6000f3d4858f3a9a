"""What is true of each synthetic project: its effects as constants, with the source beside each.

The generator draws from these and tests recover them. Where no published figure exists, the
source says that the value is assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log


@dataclass(frozen=True, slots=True)
class Truth:
    """One true value.

    Parameters
    ----------
    value : float
        The value.
    unit : str
        Its unit.
    source : str
        Where it comes from; "assumed" where nothing is published.
    """

    value: float
    unit: str
    source: str


def log_odds_ratio(before: Truth, after: Truth) -> float:
    """Return the change of log odds between two percentages.

    Examples
    --------
    >>> half, quarter = Truth(50, "%", "assumed"), Truth(25, "%", "assumed")
    >>> log_odds_ratio(half, quarter) == log(1 / 3)
    True
    """
    return _log_odds(after.value) - _log_odds(before.value)


def log_ratio(before: Truth, after: Truth) -> float:
    """Return the logarithm of after over before.

    Examples
    --------
    >>> four, two = Truth(4, "days", "assumed"), Truth(2, "days", "assumed")
    >>> log_ratio(four, two) == log(0.5)
    True
    """
    return log(after.value / before.value)


def _log_odds(percentage: float) -> float:
    return log(percentage / (100 - percentage))


PARROT = "Duhig et al. 2019 (PARROT), doi:10.1016/S0140-6736(18)33212-4"
LINCOLNSHIRE = "Lincolnshire PlGF pathway 2020/21, 236 tests in 5 months"
MARIN = "Marin et al. 2018, UK audit of 30 people, PMC6755582"
LEICESTER = "Leicester children, n = 612, Thorax 75:101"
QS86_UPTAKE = "nice.org.uk/guidance/QS86/uptake: 3,757 of 4,846, May 2015"
FLS_DB = "Fracture Liaison Service Database: falls assessment 46% in 2017"
PURBECK = "Purbeck nutrition work: about 400 screened, about one third at risk"
ASSUMED = "assumed for the demonstration"

# PlGF testing. PARROT Ireland (BMJ 2021) found no difference in morbidity: read with that in mind.
PLGF_ADMISSIONS_BEFORE = Truth(28.5, "%", LINCOLNSHIRE)
PLGF_ADMISSIONS_AFTER = Truth(11.3, "%", LINCOLNSHIRE)
PLGF_TIME_BEFORE = Truth(4.1, "days, median", PARROT)
PLGF_TIME_AFTER = Truth(1.9, "days, median", PARROT)
PLGF_SEVERE_BEFORE = Truth(5.4, "%", PARROT)
PLGF_SEVERE_AFTER = Truth(3.8, "%", PARROT)
PLGF_TESTED_BEFORE = Truth(18.0, "%", ASSUMED)
PLGF_TESTED_AFTER = Truth(82.0, "%", ASSUMED)

# gammaCore. The audit had no control and followed responders, so the size is optimistic.
GAMMACORE_ATTACKS_BEFORE = Truth(26.6, "attacks a week, mean", MARIN)
GAMMACORE_ATTACKS_AFTER = Truth(9.5, "attacks a week, mean", MARIN)
GAMMACORE_ATTACKS_SPREAD_BEFORE = Truth(17.1, "attacks a week, SD", MARIN)
GAMMACORE_ATTACKS_SPREAD_AFTER = Truth(11.0, "attacks a week, SD", MARIN)
GAMMACORE_DURATION_BEFORE = Truth(51.9, "minutes, mean", MARIN)
GAMMACORE_DURATION_AFTER = Truth(29.4, "minutes, mean", MARIN)
GAMMACORE_DURATION_SPREAD_BEFORE = Truth(36.7, "minutes, SD", MARIN)
GAMMACORE_DURATION_SPREAD_AFTER = Truth(28.5, "minutes, SD", MARIN)
GAMMACORE_INJECTIONS_BEFORE = Truth(6.2, "injections per 1,000 registered patients", ASSUMED)
GAMMACORE_INJECTIONS_LEVEL = Truth(log(0.93), "log rate ratio", ASSUMED)
GAMMACORE_INJECTIONS_SLOPE = Truth(log(0.994), "log rate ratio per month", ASSUMED)

# FeNO. The rate of Leicester, 0.31 per child in 6 months, as a monthly rate per 1,000 children.
MONTHS_IN_LEICESTER = 6
FENO_UNPLANNED_BEFORE = Truth(1000 * 0.31 / MONTHS_IN_LEICESTER, "per 1,000 a month", LEICESTER)
FENO_UNPLANNED_AFTER = Truth(1000 * 0.20 / MONTHS_IN_LEICESTER, "per 1,000 a month", LEICESTER)
FENO_UNPLANNED_LEVEL = Truth(log(0.80), "log rate ratio", ASSUMED)
FENO_TESTED_BEFORE = Truth(46.0, "%", ASSUMED)
FENO_TESTED_LEVEL = Truth(0.55, "log odds ratio", ASSUMED)
FENO_TESTED_SLOPE = Truth(0.02, "log odds ratio per month", ASSUMED)
FENO_TESTED_TREND = Truth(0.002, "log odds ratio per month", ASSUMED)

# Falls prevention: nothing changes in admissions, only in what is asked.
FALLS_ADMISSIONS_BEFORE = Truth(1.75, "per 1,000 aged 65+ a month", ASSUMED)
FALLS_ADMISSIONS_LEVEL = Truth(0.0, "log rate ratio", ASSUMED)
FALLS_ADMISSIONS_SLOPE = Truth(0.0, "log rate ratio per month", ASSUMED)
FALLS_ASKED_BEFORE = Truth(81.2, "%", QS86_UPTAKE)
FALLS_ASKED_AFTER = Truth(91.0, "%", ASSUMED)
FALLS_ASSESSED_BEFORE = Truth(46.0, "%", FLS_DB)
FALLS_ASSESSED_LEVEL = Truth(0.0, "log odds ratio", ASSUMED)

# Nutrition: weekly re-screening of inpatients got worse.
NUTRITION_RESCREENED_BEFORE = Truth(73.0, "%", ASSUMED)
NUTRITION_RESCREENED_LEVEL = Truth(-11.0, "percentage points", ASSUMED)
NUTRITION_SCREENED_BEFORE = Truth(71.0, "%", ASSUMED)
NUTRITION_SCREENED_LEVEL = Truth(0.60, "log odds ratio", ASSUMED)
NUTRITION_SCREENED_SLOPE = Truth(-0.012, "log odds ratio per month", ASSUMED)
NUTRITION_AT_RISK = Truth(100 / 3, "%", PURBECK)
NUTRITION_CARE_PLAN_BEFORE = Truth(62.0, "%", ASSUMED)
NUTRITION_CARE_PLAN_LEVEL = Truth(0.0, "log odds ratio", ASSUMED)
NUTRITION_REFERRALS_BEFORE = Truth(86.0, "referrals a month", ASSUMED)
NUTRITION_REFERRALS_LEVEL = Truth(log(1.35), "log ratio", ASSUMED)
NUTRITION_PRACTICE = Truth(72.0, "%", ASSUMED)
NUTRITION_PRACTICE_SPREAD = Truth(0.2, "log odds, SD between practices", ASSUMED)
NUTRITION_PRACTICE_OUTLIER = Truth(-1.1, "log odds ratio of one practice", ASSUMED)
