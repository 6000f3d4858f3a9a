"""The synthetic tables of funding, and the real measures that the Yorkshire hubs publish.

Amounts are invented, but for the comparators: what NHS England's case study of the Yorkshire and
Humber hubs states of both together.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from evaluation.demonstration.hub_year.facts import PROJECTS, YEARS

YORKSHIRE: Final = (
    "NHS England, case study of the Yorkshire and Humber innovation hubs (about £240,000; more "
    "than £4.6 million)"
)
OWN_SOURCE: Final = "The hub's own tables"
YES, NO = "yes", "no"
# award, funder, purpose, kind, award_max, amounts by year, counts, reason, supported
AWARDS: Final = (
    ("A-01", "National charity", "Core posts of the hub", "core grant", 475_000, (158_000, 158_000),
     NO, "It is the hub's own money.", NO),
    ("A-02", "Research funder", "Fellowship on falls prevention", "research grant", 96_000,
     (0, 48_000), YES, "The application was drafted with the hub.", YES),
    ("A-03", "Research funder", "Testing FeNO in deprived areas", "research grant", 180_000,
     (60_000, 60_000), YES, "The hub brought the partners together.", YES),
    ("A-04", "National programme", "Money for mandated products", "programme money", None,
     (42_000, 35_000), YES, "It is paid only where a product is adopted through the hub.", NO),
    ("A-05", "Company", "Devices on loan", "commercial", None, (12_000, 18_000),
     NO, "Loans are returned, so nothing stays.", NO),
    ("A-06", "Partners together", "Shared post for nutrition", "investment in partners", None,
     (0, 31_000), YES, "Agreed after the first results.", YES),
    ("A-07", "Regional fund", "Digital records", "investment in partners", None, (210_000, 0),
     NO, "It was agreed before the hub and does not depend on it.", NO),
)  # fmt: skip
# line, budgets by year, spend as a share of the budget by year
LINES: Final = (
    ("posts", (112_000, 116_000), (0.97, 1.01)),
    ("education", (9_000, 9_500), (1.08, 0.92)),
    ("events", (6_000, 4_000), (1.21, 0.85)),
    ("evaluation", (14_000, 15_000), (0.95, 1.04)),
    ("platform", (5_000, 5_000), (0.88, 0.94)),
)
PROJECT_BUDGET: Final = 2_400
FENO_OVER: Final = 1.04  # as its tolerance on cost says at the year's end
OWN_MEASURES: Final = (
    ("exemplar-projects", 5, "projects"),
    ("priority-areas", 4, "areas"),
    ("supported-applications", 3, "applications"),
    ("additional-research-funding", 108_000, "GBP"),
    ("additional-investment", 66_000, "GBP"),
    ("ambassadors", 14, "ambassadors"),
    ("forums", 4, "forums"),
    ("enquiries", 37, "enquiries"),
)
YORKSHIRE_MEASURES: Final = (
    ("exemplar-projects", 4, "projects"),
    ("priority-areas", 3, "areas"),
    ("additional-research-funding", 240_000, "GBP"),
    ("additional-investment", 4_600_000, "GBP"),
)


def tables(generator: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables by name, of 2024/25 and 2025/26."""
    return {
        "funding-awards": _awards(),
        "funding-spend": _spend(generator),
        "comparator-measures": _comparators(),
    }


def _awards() -> pd.DataFrame:
    rows = [
        (award, year, funder, purpose, kind, most, amount, counts, reason, supported)
        for award, funder, purpose, kind, most, amounts, counts, reason, supported in AWARDS
        for year, amount in zip(YEARS, amounts, strict=True)
        if amount
    ]
    columns = ["award", "year", "funder", "purpose", "kind", "award_max", "amount"]
    columns += ["counts_as_leverage", "reason", "supported_by_hub"]
    return pd.DataFrame(rows, columns=columns).astype({"award_max": "Int64"})


def _spend(generator: np.random.Generator) -> pd.DataFrame:
    rows: list[tuple[str, str, str | None, int, int]] = [
        (year, line, None, budget, round(budget * share))
        for line, budgets, shares in LINES
        for year, budget, share in zip(YEARS, budgets, shares, strict=True)
    ]
    for year in YEARS:
        for project in PROJECTS:
            share = 0.9 + 0.12 * generator.random()
            if (project, year) == ("feno", YEARS[-1]):
                share = FENO_OVER
            spent = round(PROJECT_BUDGET * share)
            rows.append((year, "project support", project, PROJECT_BUDGET, spent))
    rows.sort(key=lambda row: row[0])
    return pd.DataFrame(rows, columns=["year", "line", "project", "budget", "actual"])


def _comparators() -> pd.DataFrame:
    rows: list[tuple[str, str | None, str, int, str, str, str]] = [
        ("this hub", YEARS[-1], measure, value, unit, OWN_SOURCE, "synthetic")
        for measure, value, unit in OWN_MEASURES
    ]
    rows += [
        ("South and West Yorkshire", None, measure, value, unit, YORKSHIRE, "measured")
        for measure, value, unit in YORKSHIRE_MEASURES
    ]
    columns = ["hub", "year", "measure", "value", "unit", "source", "provenance"]
    return pd.DataFrame(rows, columns=columns)
