"""Every seed of this package's analyses, so that a manifest can name them all."""

from __future__ import annotations

# of simulated limits of inequalities, so that each run gives the same
INEQUALITY_LIMITS = 20_240_401
# of simulated series when a study is planned, unless its SPEC.yml names another
PLANNED_SERIES = 20_260_331

SEEDS: dict[str, int] = {
    "simulated limits of inequalities": INEQUALITY_LIMITS,
    "simulated series of planning": PLANNED_SERIES,
}
