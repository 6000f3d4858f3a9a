"""Nutrition in older people: more are screened on admission, fewer are screened again each week.

In: a generator. Out: the project's KPI table and its audit as counts.
"""

from __future__ import annotations

import numpy as np

from evaluation.demonstration import truths
from evaluation.demonstration.audits import AuditCycle, Expected, audit_counts, audit_records
from evaluation.demonstration.course import (
    PERCENT,
    Course,
    Harmonic,
    inverse_logit,
    logit,
    months_between,
    noisy_course,
)
from evaluation.demonstration.groups import Offsets, Shares, cell_probabilities, people_in_cells
from evaluation.demonstration.practices import counts_by_practice, practice_rows
from evaluation.demonstration.tables import (
    ProjectTables,
    breakdown_rows,
    kpi_table,
    ratio_rows,
    value_rows,
)

GO_LIVE = "2024-04"
MONTHS = months_between("2021-04", "2026-03")
MONTHS_BY_PRACTICE = 12  # the last ones, which are compared between practices

# Volumes and shares are assumed: the older people's wards of one acute and one community site.
ADMITTED_A_MONTH = 410.0
STAYING_A_WEEK_A_MONTH = 265.0
SHARES = Shares((0.15, 0.18, 0.22, 0.23, 0.22), (0.02, 0.01, 0.008, 0.952, 0.01))
OFFSETS = Offsets((-0.20, -0.10, 0.0, 0.08, 0.18), (-0.20, -0.20, -0.10, 0.01, -0.15))
# Fewest and most percent that a percentage may drift to.
LOWEST, HIGHEST = 1.0, 99.0

RESCREENED = Course(
    GO_LIVE,
    before=truths.NUTRITION_RESCREENED_BEFORE.value,
    level=truths.NUTRITION_RESCREENED_LEVEL.value,
    noise=2.0,
    autocorrelation=0.35,
)
SCREENED = Course(
    GO_LIVE,
    before=float(logit(truths.NUTRITION_SCREENED_BEFORE.value / PERCENT)),
    level=truths.NUTRITION_SCREENED_LEVEL.value,
    slope=truths.NUTRITION_SCREENED_SLOPE.value,
    noise=0.10,
)
CARE_PLAN = Course(
    GO_LIVE,
    before=float(logit(truths.NUTRITION_CARE_PLAN_BEFORE.value / PERCENT)),
    level=truths.NUTRITION_CARE_PLAN_LEVEL.value,
    noise=0.10,
)
REFERRALS = Course(
    GO_LIVE,
    before=float(np.log(truths.NUTRITION_REFERRALS_BEFORE.value)),
    level=truths.NUTRITION_REFERRALS_LEVEL.value,
    seasons=(Harmonic(1, 0.06, 1),),
    noise=0.08,
)


def _expected(
    screened: float, rescreened: float, plan: float, documented: float
) -> tuple[Expected, ...]:
    at_risk = truths.NUTRITION_AT_RISK.value / PERCENT
    return (
        Expected("NUT-1", screened, not_recorded=0.03),
        Expected(
            "NUT-2", rescreened, not_recorded=0.03, exceptions={"Stay shorter than 7 days": 0.32}
        ),
        Expected("NUT-4", plan, share=at_risk, exceptions={"Declined": 0.05}),
        Expected("NUT-5", documented, share=at_risk, not_recorded=0.06),
    )


CYCLES = (
    AuditCycle("cycle-1", "2024-01-01", "2024-03-31", 330, _expected(0.71, 0.74, 0.62, 0.54)),
    AuditCycle("cycle-2", "2026-01-01", "2026-03-31", 342, _expected(0.78, 0.61, 0.64, 0.57)),
)
AUDIT_GROUPS = {"site": (("Site A (acute)", "Site C (community)"), (0.7, 0.3))}


def tables(generator: np.random.Generator) -> ProjectTables:
    """Return the project's tables.

    Parameters
    ----------
    generator : Generator
        Source of randomness.
    """
    staying = people_in_cells(generator, np.full(len(MONTHS), STAYING_A_WEEK_A_MONTH), SHARES)
    percentage = np.clip(noisy_course(generator, RESCREENED, MONTHS), LOWEST, HIGHEST)
    offsets = np.broadcast_to(OFFSETS.cells, staying.shape)
    rescreened = generator.binomial(
        staying, cell_probabilities(percentage / PERCENT, staying, offsets)
    )
    admitted = generator.poisson(ADMITTED_A_MONTH, len(MONTHS))
    screened = generator.binomial(
        admitted, inverse_logit(noisy_course(generator, SCREENED, MONTHS))
    )
    at_risk = generator.binomial(screened, truths.NUTRITION_AT_RISK.value / PERCENT)
    planned = generator.binomial(at_risk, inverse_logit(noisy_course(generator, CARE_PLAN, MONTHS)))
    referrals = generator.poisson(np.exp(noisy_course(generator, REFERRALS, MONTHS)))
    records = audit_records(generator, "nut", CYCLES, AUDIT_GROUPS)
    in_practice, reviewed = counts_by_practice(generator, len(MONTHS))
    kpi = kpi_table(
        ratio_rows("rescreened-weekly", MONTHS, rescreened, staying),
        breakdown_rows("rescreened-weekly", MONTHS, rescreened, staying),
        ratio_rows("screened-on-admission", MONTHS, screened, admitted),
        ratio_rows("care-plan", MONTHS, planned, at_risk),
        value_rows("dietitian-referrals", MONTHS, referrals),
        ratio_rows("screened-in-practice", MONTHS, in_practice, reviewed),
        practice_rows(
            "screened-in-practice",
            MONTHS[-MONTHS_BY_PRACTICE:],
            in_practice[-MONTHS_BY_PRACTICE:],
            reviewed[-MONTHS_BY_PRACTICE:],
        ),
    )
    return ProjectTables(kpi, audit_counts(records, "site"))
