"""A workspace full of small and telling numbers.

`write_workspace` takes `twin`: two workspaces that differ only in what must not be seen. Where one
has 3 people of a hidden cell the other has 5, and every published total rounds alike.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

REPOSITORY = Path(__file__).parents[2]
MONTHS = [str(month) for month in pd.period_range("2024-04", periods=24, freq="M")]
HALF = 12

HUB = """\
name: Small Hub
short_name: Small
reporting_year: 2025/26
provenance: synthetic
notice: Synthetic data, not measured.
licence: MIT
hosts: [{name: Small Trust}]
"""
HEAD = """\
title: The %s project
summary: A project of small numbers.
programme: local-priority
provenance: synthetic
sites: [{name: North}, {name: South}]
roles: {clinical_lead: Consultant, senior_responsible_owner: Director}
dates: {go_live: 2025-04-01}
periods: {baseline: {from: 2024-04, to: 2025-03}, after: {from: 2025-04, to: 2026-03}}
"""
KPI = """\
  - id: %s
    label: %s
    definition: Made up.
    kind: %s
    unit: "%s"
    domain: safety
    direction: decrease
    source: Nowhere
"""
COUNTS = HEAD % "counts" + (
    "tables: {kpi: kpi.csv}\nkpis:\n"
    + KPI % ("share", "Share of people seen", "proportion", "%")
    + KPI % ("rate", "Rate of harm", "rate", "per 1,000 days")
    + "    per: 1000\n"
    + KPI % ("count", "People with harm", "count", "people")
    + KPI % ("rare", "People with rare harm", "count", "people")
    + KPI % ("wait", "Mean wait", "mean", "days")
    + "control_charts:\n"
    "  - {kpi: share, chart: xmr}\n"
    "  - {kpi: count, chart: xmr}\n"
    "inequalities:\n"
    "  - {kpi: share, dimension: deprivation, group: 1 most deprived, "
    "reference: 5 least deprived}\n"
)
SERIES = HEAD % "series" + (
    "tables: {kpi: kpi.csv}\nkpis:\n"
    + KPI % ("count", "People with harm", "count", "people")
    + 'its:\n  - {id: main, kpi: count, question: "Did harm become rarer?"}\n'
)
AUDIT = HEAD % "audit" + (
    "tables: {audit: audit.csv}\n"
    "audit:\n"
    "  cycles:\n"
    "    - {id: c1, name: First, from: 2025-05-01, to: 2025-07-31}\n"
    "    - {id: c2, name: Second, from: 2026-01-01, to: 2026-03-31}\n"
    "  criteria:\n"
    "    - {id: FALL-1, target: 95, target_origin: Agreed locally}\n"
)

# true numbers of a year by month; the second year is like the first
SEEN = [103, 104, 106, 107, 108, 109, 111, 112, 113, 114, 116, 117]
ATTENDED = [211, 212, 213, 214, 216, 217, 218, 219, 221, 222, 223, 224]
DAYS = [10_007 + 101 * n for n in range(HALF)]
HARMED = [12_011 + 37 * n for n in range(HALF)]
RARE = [0, 1, 0, 2, 1, 0, 0, 1, 0, 1, 0, 0]
NOISE = [37, -22, 11, 43, -31, 8, -17]
OTHERS = ("deprivation", "5 least deprived")
ROUNDED_TO = 5
DECIMALS = 12


def kpi_table(*, twin: bool = False) -> pd.DataFrame:
    """Return a series of each kind; the first month's numbers round alike in the twin."""
    rows: list[tuple[object, ...]] = []
    for n, month in enumerate(MONTHS):
        m, is_first, later = n % HALF, n == 0, n >= HALF
        hidden = twin and is_first
        seen, harmed = SEEN[m] + 2 * later + hidden, HARMED[m] - 6 * later + hidden
        rare = RARE[m] + (twin and n == 1)
        rows += [
            ("share", month, None, seen, ATTENDED[m], None, None, None),
            ("rate", month, None, harmed, DAYS[m], None, None, None),
            ("count", month, harmed, None, None, None, None, None),
            ("rare", month, rare, None, None, None, None, None),
            ("wait", month, 20.5 + m, None, None, 30 + m + hidden, None, None),
        ]
        poor = 23 if later else (3 + 2 * hidden) * is_first
        rows += [
            ("share", month, None, poor, 41, None, "deprivation", "1 most deprived"),
            ("share", month, None, seen - poor, ATTENDED[m] - 41, None, *OTHERS),
        ]
    columns = ["kpi", "period", "value", "numerator", "denominator", "n", "dimension", "group"]
    return pd.DataFrame(rows, columns=columns)


def series_table(*, twin: bool = False) -> pd.DataFrame:
    """Return a series for a model; estimates of a model are exempt, its data are not."""
    course = [3_007 + 7 * n - 200 * (n >= HALF) for n in range(len(MONTHS))]
    values = [n + NOISE[at % len(NOISE)] + (twin and at == 3) for at, n in enumerate(course)]
    return pd.DataFrame({"kpi": "count", "period": MONTHS, "value": values})


def audit_table(*, twin: bool = False) -> pd.DataFrame:
    """Return records: 3 of the South not met in the first cycle, 5 in its twin; a rare reason."""
    small = 5 if twin else 3
    parts = [
        ("c1", "North", "met", None, 62),
        ("c1", "North", "not met", None, 38 - small),
        ("c1", "South", "met", None, 50),
        ("c1", "South", "not met", None, small),
        ("c1", "North", "exception", "Declined", 15 - small),
        ("c1", "North", "exception", "Died", small),
        ("c1", "North", "not recorded", None, 3),
        ("c2", "North", "met", None, 83),
        ("c2", "North", "not met", None, 2),
        ("c2", "South", "met", None, 58),
        ("c2", "South", "not met", None, 17),
    ]
    days = {"c1": "2025-06-01", "c2": "2026-02-01"}
    columns = ["criterion", "cycle", "date", "result", "exception_reason", "site"]
    rows = [
        ("FALL-1", cycle, days[cycle], result, reason, site)
        for cycle, site, result, reason, times in parts
        for _ in range(times)
    ]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(record=[f"r{n:04d}" for n in table.index])


def write_workspace(root: Path, *, twin: bool = False) -> Path:
    """Write a workspace of three projects."""
    (root / "data").mkdir(parents=True)
    shutil.copytree(REPOSITORY / "data" / "standards", root / "data" / "standards")
    (root / "data" / "hub.yml").write_text(HUB, encoding="utf-8")
    for slug, text, name, table in (
        ("counts", COUNTS, "kpi.csv", kpi_table(twin=twin)),
        ("series", SERIES, "kpi.csv", series_table(twin=twin)),
        ("audit", AUDIT, "audit.csv", audit_table(twin=twin)),
    ):
        folder = root / "data" / "projects" / slug
        folder.mkdir(parents=True)
        (folder / "project.yml").write_text(text, encoding="utf-8")
        table.to_csv(folder / name, index=False)
    for name in ("parts", "theme"):
        shutil.copytree(REPOSITORY / "reports" / name, root / "reports" / name)
    shutil.copy(REPOSITORY / "reports" / "annual-report.qmd", root / "reports")
    shutil.copy(REPOSITORY / "_quarto.yml", root)
    return root


def telling_shares() -> pd.Series:
    """Return true numerator over denominator of each month, year and group, if it tells anything.

    Those that some protected numbers have too, such as a half, tell nothing.
    """
    table = kpi_table()
    counted = table[table["numerator"].notna()]
    year = (counted["period"] >= MONTHS[HALF]).rename("year")
    columns = ["numerator", "denominator"]
    yearly = counted.groupby([counted["kpi"], year, counted["group"].fillna("")])[columns].sum()
    pairs = pd.concat([counted[columns], yearly]).astype(float)
    rounded = (pairs + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO
    protected = {
        *(rounded["numerator"] / rounded["denominator"]).round(DECIMALS),
        *(rounded["numerator"] / pairs["denominator"]).round(DECIMALS),
    }
    shares = pairs["numerator"] / pairs["denominator"]
    return shares[~shares.round(DECIMALS).isin(protected)]


def telling_counts() -> set[float]:
    """Return true counts that no protected number equals and no other number is likely to be."""
    table = kpi_table()
    year = (table["period"] >= MONTHS[HALF]).rename("year")
    people = table[table["kpi"].isin(["share", "rate", "count"])]
    sums = people.groupby([people["kpi"], year, people["group"].fillna("")])[
        ["numerator", "value"]
    ].sum()
    every = [*HARMED, *(n - 6 for n in HARMED), *sums["numerator"], *sums["value"]]
    return {float(n) for n in every if n > 1_000 and n % ROUNDED_TO}
