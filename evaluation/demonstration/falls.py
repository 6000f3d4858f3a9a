"""Falls prevention: people are asked more often, and emergency admissions do not change.

In: a generator. Out: the project's KPI table and its audit records.
"""

from __future__ import annotations

import numpy as np

from evaluation.demonstration import truths
from evaluation.demonstration.audits import AuditCycle, Expected, audit_records
from evaluation.demonstration.course import (
    PERCENT,
    Course,
    Harmonic,
    inverse_logit,
    logit,
    months_between,
    noisy_course,
)
from evaluation.demonstration.groups import (
    DEPRIVATION,
    Offsets,
    Shares,
    cell_probabilities,
    cell_rates,
    people_in_cells,
    residents_in_cells,
)
from evaluation.demonstration.tables import (
    ProjectTables,
    breakdown_rows,
    kpi_table,
    ratio_rows,
    value_rows,
)

GO_LIVE = "2024-10"
# The month in which the question became part of the electronic record.
PROMPT = "2025-09"
MONTHS = months_between("2021-04", "2026-03")
PER_THOUSAND = 1000.0

# Volumes and shares are assumed: two localities with an older population.
RESIDENTS_AT_START = 116_000.0
RESIDENTS_GROWTH_A_MONTH = 150.0
ATTENDING_A_MONTH = 540.0
MEETING_CRITERIA_A_MONTH = 150.0
CLASSES_BEFORE_A_MONTH = 38.0
CLASSES_RATIO = 1.4
SHARES = Shares((0.11, 0.16, 0.22, 0.25, 0.26), (0.014, 0.005, 0.005, 0.966, 0.010))
OFFSETS = Offsets((0.30, 0.14, 0.0, -0.08, -0.16), (-0.25, -0.30, -0.10, 0.01, -0.15))
OFFSETS_OF_ASKING = Offsets((-0.30, -0.12, 0.0, 0.10, 0.20), (-0.35, -0.25, -0.10, 0.01, -0.20))

ADMISSIONS = Course(
    GO_LIVE,
    before=float(np.log(truths.FALLS_ADMISSIONS_BEFORE.value)),
    level=truths.FALLS_ADMISSIONS_LEVEL.value,
    slope=truths.FALLS_ADMISSIONS_SLOPE.value,
    seasons=(Harmonic(1, 0.07, 12),),
    noise=0.05,
)
ASKED = Course(
    PROMPT,
    before=float(logit(truths.FALLS_ASKED_BEFORE.value / PERCENT)),
    level=truths.log_odds_ratio(truths.FALLS_ASKED_BEFORE, truths.FALLS_ASKED_AFTER),
    noise=0.10,
)
ASSESSED = Course(
    GO_LIVE,
    before=float(logit(truths.FALLS_ASSESSED_BEFORE.value / PERCENT)),
    level=truths.FALLS_ASSESSED_LEVEL.value,
    noise=0.10,
)
CLASSES = Course(
    GO_LIVE,
    before=float(np.log(CLASSES_BEFORE_A_MONTH)),
    level=float(np.log(CLASSES_RATIO)),
    seasons=(Harmonic(1, 0.12, 1),),
    noise=0.10,
)


def _expected(
    asked: float, assessed: float, treated: float, prediction_tool: float
) -> tuple[Expected, ...]:
    return (
        Expected("FALL-1", asked, not_recorded=0.02),
        Expected("FALL-2", assessed, share=0.45, exceptions={"Declined": 0.05}),
        Expected("FALL-3", treated, share=0.28, not_recorded=0.05, exceptions={"Declined": 0.07}),
        Expected("FALL-4", prediction_tool, share=0.45),
    )


CYCLES = (
    AuditCycle("cycle-1", "2025-05-01", "2025-07-31", 236, _expected(0.81, 0.46, 0.55, 0.22)),
    AuditCycle("cycle-2", "2026-01-01", "2026-03-31", 248, _expected(0.92, 0.50, 0.58, 0.10)),
)
AUDIT_GROUPS = {
    "site": (
        ("Site A (acute)", "Site C (community)", "Site D (community)"),
        (0.5, 0.3, 0.2),
    ),
    "deprivation": (DEPRIVATION, SHARES.deprivation),
    "age_band": (("50 to 64", "65 to 79", "80 and over"), (0.10, 0.45, 0.45)),
}


def tables(generator: np.random.Generator) -> ProjectTables:
    """Return the project's tables.

    Parameters
    ----------
    generator : Generator
        Source of randomness.
    """
    total = RESIDENTS_AT_START + RESIDENTS_GROWTH_A_MONTH * np.arange(len(MONTHS))
    residents = residents_in_cells(total, SHARES)
    rate = np.exp(noisy_course(generator, ADMISSIONS, MONTHS)) / PER_THOUSAND
    offsets = np.broadcast_to(OFFSETS.cells, residents.shape)
    admissions = generator.poisson(cell_rates(rate, residents, offsets) * residents)
    attending = people_in_cells(generator, np.full(len(MONTHS), ATTENDING_A_MONTH), SHARES)
    asked_share = inverse_logit(noisy_course(generator, ASKED, MONTHS))
    asked_offsets = np.broadcast_to(OFFSETS_OF_ASKING.cells, attending.shape)
    asked = generator.binomial(attending, cell_probabilities(asked_share, attending, asked_offsets))
    meeting = generator.poisson(MEETING_CRITERIA_A_MONTH, len(MONTHS))
    assessed = generator.binomial(meeting, inverse_logit(noisy_course(generator, ASSESSED, MONTHS)))
    classes = generator.poisson(np.exp(noisy_course(generator, CLASSES, MONTHS)))
    kpi = kpi_table(
        ratio_rows("falls-admissions", MONTHS, admissions, residents),
        breakdown_rows("falls-admissions", MONTHS, admissions, residents),
        ratio_rows("asked-about-falls", MONTHS, asked, attending),
        breakdown_rows("asked-about-falls", MONTHS, asked, attending),
        ratio_rows("falls-assessments", MONTHS, assessed, meeting),
        value_rows("class-starters", MONTHS, classes),
    )
    return ProjectTables(kpi, audit_records(generator, "falls", CYCLES, AUDIT_GROUPS))
