"""UKHSA and OHID methods: proportions, rates, means, standardised rates and life expectancy.

In: counts, or values, by group (and age band). Out: a table with one row per group and level. Each
method was made for Fingertips; the R package PHEindicatormethods gives the same numbers.
"""

from evaluation.equity.standardised.age_bands import AgeBand, AgeBands, age_bands, first_ages
from evaluation.equity.standardised.crude import means, proportions, rates
from evaluation.equity.standardised.direct import directly_standardised
from evaluation.equity.standardised.grouping import added_up
from evaluation.equity.standardised.indirect import indirectly_standardised
from evaluation.equity.standardised.life_table import life_expectancy
from evaluation.equity.standardised.populations import (
    ESP_1976,
    ESP_2013,
    STANDARDS,
    StandardPopulation,
    standard_from,
)
from evaluation.equity.standardised.results import FEW_EVENTS, SHOWN, SUPPRESSED

__all__ = [
    "ESP_1976",
    "ESP_2013",
    "FEW_EVENTS",
    "SHOWN",
    "STANDARDS",
    "SUPPRESSED",
    "AgeBand",
    "AgeBands",
    "StandardPopulation",
    "added_up",
    "age_bands",
    "directly_standardised",
    "first_ages",
    "indirectly_standardised",
    "life_expectancy",
    "means",
    "proportions",
    "rates",
    "standard_from",
]
