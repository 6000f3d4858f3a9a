"""PlGF testing: fewer admissions, faster diagnosis, and groups that are tested less often.

In: a generator. Out: the project's KPI table and its audit records.
"""

from __future__ import annotations

import numpy as np

from evaluation.demonstration import truths
from evaluation.demonstration.audits import AuditCycle, Expected, audit_records
from evaluation.demonstration.course import (
    PERCENT,
    Course,
    FloatArray,
    inverse_logit,
    logit,
    months_between,
    months_since,
    noisy_course,
)
from evaluation.demonstration.groups import (
    DEPRIVATION,
    ETHNICITY,
    Offsets,
    Shares,
    cell_probabilities,
    people_in_cells,
)
from evaluation.demonstration.people import monthly_medians
from evaluation.demonstration.tables import (
    ProjectTables,
    breakdown_rows,
    kpi_table,
    ratio_rows,
    value_rows,
)

GO_LIVE = "2024-04"
PHASE_IN_MONTHS = 3
MONTHS = months_between("2021-04", "2026-03")

# Volumes and shares are assumed: two maternity units with some 9,000 births a year together.
EPISODES_A_MONTH = 95.0
LOW_RISK_SHARE = 0.66
PRE_ECLAMPSIA_SHARE = 0.30
LOG_SPREAD_OF_TIME = 0.9
SHARES = Shares((0.22, 0.21, 0.20, 0.19, 0.18), (0.09, 0.05, 0.04, 0.78, 0.04))
OFFSETS_BEFORE = Offsets((-0.45, -0.20, 0.0, 0.15, 0.35), (-0.35, -0.45, -0.15, 0.05, -0.25))
OFFSETS_AFTER = Offsets((-0.25, -0.10, 0.0, 0.10, 0.20), (-0.15, -0.25, -0.05, 0.02, -0.10))


def _log_odds_course(before: truths.Truth, after: truths.Truth, noise: float) -> Course:
    return Course(
        GO_LIVE,
        before=float(logit(before.value / PERCENT)),
        level=truths.log_odds_ratio(before, after),
        phase_in_months=PHASE_IN_MONTHS,
        noise=noise,
    )


TESTED = _log_odds_course(truths.PLGF_TESTED_BEFORE, truths.PLGF_TESTED_AFTER, noise=0.12)
ADMITTED = _log_odds_course(truths.PLGF_ADMISSIONS_BEFORE, truths.PLGF_ADMISSIONS_AFTER, noise=0.15)
SEVERE = _log_odds_course(truths.PLGF_SEVERE_BEFORE, truths.PLGF_SEVERE_AFTER, noise=0.10)
TIME = Course(
    GO_LIVE,
    before=float(np.log(truths.PLGF_TIME_BEFORE.value)),
    level=truths.log_ratio(truths.PLGF_TIME_BEFORE, truths.PLGF_TIME_AFTER),
    phase_in_months=PHASE_IN_MONTHS,
    noise=0.08,
)

DECLINED = "Test declined"
OUTSIDE_INDICATION = "Outside the assay's indication"
FAILED_SAMPLE = "Sample failed"


def _expected(
    tested: float, in_window: float, once: float, other_assay: float, senior: float
) -> tuple[Expected, ...]:
    return (
        Expected(
            "PLGF-1",
            tested,
            not_recorded=0.02,
            exceptions={DECLINED: 0.02, OUTSIDE_INDICATION: 0.03},
        ),
        Expected("PLGF-2", in_window, share=0.80, not_recorded=0.03),
        Expected("PLGF-3", once, share=0.80, exceptions={FAILED_SAMPLE: 0.03}),
        Expected("PLGF-4", other_assay, share=0.80),
        Expected("HIP-5", senior, share=0.20, not_recorded=0.04),
    )


CYCLES = (
    AuditCycle("cycle-1", "2024-07-01", "2024-09-30", 184, _expected(0.76, 0.90, 0.84, 0.05, 0.78)),
    AuditCycle("cycle-2", "2025-07-01", "2025-09-30", 192, _expected(0.87, 0.96, 0.93, 0.01, 0.88)),
)
AUDIT_GROUPS = {
    "site": (("Site A (acute)", "Site B (acute)"), (0.6, 0.4)),
    "deprivation": (DEPRIVATION, SHARES.deprivation),
    "ethnicity": (ETHNICITY, SHARES.ethnicity),
}


def tables(generator: np.random.Generator) -> ProjectTables:
    """Return the project's tables.

    Parameters
    ----------
    generator : Generator
        Source of randomness.
    """
    episodes = people_in_cells(generator, np.full(len(MONTHS), EPISODES_A_MONTH), SHARES)
    probability = inverse_logit(noisy_course(generator, TESTED, MONTHS))
    cells = cell_probabilities(probability, episodes, _offsets())
    tested = generator.binomial(episodes, cells)
    all_episodes = episodes.sum(axis=(1, 2))
    low_risk = generator.binomial(all_episodes, LOW_RISK_SHARE)
    admitted = generator.binomial(
        low_risk, inverse_logit(noisy_course(generator, ADMITTED, MONTHS))
    )
    severe = generator.binomial(
        all_episodes, inverse_logit(noisy_course(generator, SEVERE, MONTHS))
    )
    diagnosed = np.maximum(generator.binomial(all_episodes, PRE_ECLAMPSIA_SHARE), 1)
    days = monthly_medians(
        generator, np.exp(noisy_course(generator, TIME, MONTHS)), LOG_SPREAD_OF_TIME, diagnosed
    )
    kpi = kpi_table(
        ratio_rows("admissions-low-risk", MONTHS, admitted, low_risk),
        value_rows("time-to-diagnosis", MONTHS, days, diagnosed),
        ratio_rows("severe-outcomes", MONTHS, severe, all_episodes),
        ratio_rows("tested", MONTHS, tested, episodes),
        breakdown_rows("tested", MONTHS, tested, episodes),
    )
    return ProjectTables(kpi, audit_records(generator, "plgf", CYCLES, AUDIT_GROUPS))


def _offsets() -> FloatArray:
    is_after = (months_since(MONTHS, GO_LIVE) >= 0)[:, None, None]
    return np.where(is_after, OFFSETS_AFTER.cells, OFFSETS_BEFORE.cells)
