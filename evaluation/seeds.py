"""Every seed of this package's analyses, so that a manifest can name them all."""

from __future__ import annotations

# of simulated limits of inequalities, so that each run gives the same
INEQUALITY_LIMITS = 20_240_401
# of simulated series when a study is planned, unless its SPEC.yml names another
PLANNED_SERIES = 20_260_331
# of resamples and random weights in the hub's own chapters, each with a stream of its own
HUB_YEAR = 20_260_401

SEEDS: dict[str, int] = {
    "simulated limits of inequalities": INEQUALITY_LIMITS,
    "simulated series of planning": PLANNED_SERIES,
    "resamples and random weights of the hub's chapters": HUB_YEAR,
}
