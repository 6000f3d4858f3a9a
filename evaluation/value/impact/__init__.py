"""Resource impact: people, costs with and without an innovation, and what is freed, by year."""

from evaluation.value.impact.analyses import (
    Probabilistic,
    base_case,
    base_values,
    probabilistic,
    scenarios,
    tornado,
)
from evaluation.value.impact.model import PER_PEOPLE, VAT_RATE, Impact, Line, resource_impact
from evaluation.value.impact.results import (
    assumed,
    by_year,
    capacity_by_year,
    impact_estimates,
    lines_frame,
    year_names,
)

__all__ = [
    "PER_PEOPLE",
    "VAT_RATE",
    "Impact",
    "Line",
    "Probabilistic",
    "assumed",
    "base_case",
    "base_values",
    "by_year",
    "capacity_by_year",
    "impact_estimates",
    "lines_frame",
    "probabilistic",
    "resource_impact",
    "scenarios",
    "tornado",
    "year_names",
]
