"""Which dimensions to develop first, by a rule fixed beforehand, and how stable their order is.

In: scores by member now and, for one rule, before. Out: one row per dimension in order of priority.
"""

from __future__ import annotations

import warnings
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.hub.people import FEWEST
from evaluation.intervals import FloatArray
from evaluation.workspace.maturity_wheel import PriorityRule

RESAMPLES: Final = 2_000
LEVEL: Final = 0.95
DECIMALS: Final = 9  # beyond them, means that are equal differ by how they were summed
RULE_WORDS: Final[dict[PriorityRule, str]] = {
    "lowest-median": "the lowest median first, ties by the lower mean",
    "lowest-mean": "the lowest mean first, ties by the lower median",
    "largest-fall": "the largest fall of the mean since the last assessment first, ties by the "
    "lower mean",
}
COLUMNS: Final = ["dimension", "rank", "median", "mean", "fall", "chosen", "best", "worst"]


def ranked_priorities(
    now: pd.DataFrame,
    rule: PriorityRule,
    places: int,
    generator: np.random.Generator,
    before: pd.DataFrame | None = None,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """Return the dimensions in order of priority with how stable each one's place is.

    Parameters
    ----------
    now : DataFrame
        From `by_member`.
    rule : {"lowest-median", "lowest-mean", "largest-fall"}
    places : int
        How many priorities are agreed.
    generator : numpy Generator
    before : DataFrame, optional
        The last assessment; without it, a rule by falls ranks by means.
    resamples : int
        How often members are drawn anew, each with all their scores.

    Returns
    -------
    DataFrame
        `COLUMNS`: rank from 1 (ties share the better rank); fall of the mean (positive is worse,
        missing without an earlier assessment); chosen, the percentage of resamples in which the
        dimension is among the first `places`; best and worst, the ranks between which it lies in
        95% of them. Empty where fewer than `FEWEST` members scored.
    """
    if len(now) < FEWEST:
        return pd.DataFrame(columns=COLUMNS)
    scores = now.to_numpy(dtype="float64")
    earlier = None if before is None or len(before) < FEWEST else before.to_numpy(dtype="float64")
    summaries = _summaries(scores[None], None if earlier is None else earlier[None])
    medians, means, falls = (part[0] for part in summaries)
    ranks = _ranks(rule, *summaries)[0]
    samples = _resampled(scores, generator, resamples)
    others = None if earlier is None else _resampled(earlier, generator, resamples)
    drawn = _ranks(rule, *_summaries(samples, others))
    tail = (1 - LEVEL) / 2
    best, worst = np.quantile(drawn, [tail, 1 - tail], axis=0, method="inverted_cdf")
    found = pd.DataFrame(
        {
            "dimension": list(now.columns),
            "rank": ranks.astype(int),
            "median": medians,
            "mean": means,
            "fall": falls,
            "chosen": 100 * (drawn <= places).mean(axis=0),
            "best": best.astype(int),
            "worst": worst.astype(int),
        }
    )
    return found.sort_values(["rank", "dimension"])[COLUMNS].reset_index(drop=True)


def _resampled(scores: FloatArray, generator: np.random.Generator, resamples: int) -> FloatArray:
    """Return samples by members by dimensions: members drawn anew, each with all their scores."""
    drawn: FloatArray = scores[generator.integers(len(scores), size=(resamples, len(scores)))]
    return drawn


def _summaries(
    scores: FloatArray, earlier: FloatArray | None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return medians, means and falls of the mean, samples by dimensions each."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a dimension nobody scored is missing
        means = np.nanmean(scores, axis=1)
        medians = np.nanmedian(scores, axis=1)
        falls = (
            np.full_like(means, np.nan) if earlier is None else np.nanmean(earlier, axis=1) - means
        )
    return medians, means, falls


def _ranks(
    rule: PriorityRule, medians: FloatArray, means: FloatArray, falls: FloatArray
) -> NDArray[np.int_]:
    """Return places, samples by dimensions: ties share the better one, unscored ones come last."""
    keys = {
        "lowest-median": (medians, means),
        "lowest-mean": (means, medians),
        "largest-fall": (-falls, means),
    }[rule]
    first, second = (np.where(np.isnan(key), np.inf, np.round(key, DECIMALS)) for key in keys)
    less = (first[:, None, :] < first[:, :, None]) | (
        (first[:, None, :] == first[:, :, None]) & (second[:, None, :] < second[:, :, None])
    )
    ranks: NDArray[np.int_] = less.sum(axis=2) + 1
    return ranks
