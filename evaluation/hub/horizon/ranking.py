"""Rank the innovations of a round by their weighted scores.

In: the tables of one round. Out: `Round` with scores as an array, and one row per innovation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.intervals import FloatArray

DECIMALS = 9  # beyond them, scores that are equal differ by how they were summed


@dataclass(frozen=True)
class Round:
    """One round.

    Parameters
    ----------
    name : str
    places : int
        How many could be taken on.
    innovations : DataFrame
        innovation, title, source, found, decision, reason, project, in the long list's order.
    criteria : DataFrame
        criterion, label, weight.
    scores : array, scorers by innovations by criteria
        Missing where a scorer left it out.
    """

    name: str
    places: int
    innovations: pd.DataFrame
    criteria: pd.DataFrame
    scores: FloatArray

    @property
    def weights(self) -> FloatArray:
        """The weights, adding up to 1."""
        stated = self.criteria["weight"].to_numpy(dtype="float64")
        share: FloatArray = stated / stated.sum()
        return share


def round_of(
    name: str,
    places: int,
    innovations: pd.DataFrame,
    criteria: pd.DataFrame,
    scores: pd.DataFrame,
) -> Round:
    """Return a round from its tables.

    Parameters
    ----------
    name : str
    places : int
    innovations, criteria, scores : DataFrame
        The tables; rows of other rounds are left out.
    """
    own = [table[table["round"].eq(name)] for table in (innovations, criteria, scores)]
    listed, weighed, scored = (table.reset_index(drop=True) for table in own)
    scorers = sorted(scored["scorer"].dropna().unique())
    array = np.full((len(scorers), len(listed), len(weighed)), np.nan)
    places_of = [
        {key: place for place, key in enumerate(keys)}
        for keys in (scorers, listed["innovation"], weighed["criterion"])
    ]
    for row in scored.to_dict("records"):
        keys = (row["scorer"], row["innovation"], row["criterion"])
        if all(key in known for key, known in zip(keys, places_of, strict=True)):
            at = tuple(known[key] for key, known in zip(keys, places_of, strict=True))
            array[at] = float(row["score"])
    return Round(name, places, listed, weighed, array)


def weighted_scores(scores: FloatArray, weights: FloatArray) -> FloatArray:
    r"""Return the score of each innovation.

    Parameters
    ----------
    scores : array, scorers by innovations by criteria
    weights : array, ... by criteria
        Adding up to 1; several sets at once are allowed.

    Returns
    -------
    array, ... by innovations

    Notes
    -----
    :math:`S_i = \sum_c w_c \bar s_{ic}`, where the mean over scorers is of those who scored it. A
    criterion that nobody scored for an innovation is left out and the other weights of that
    innovation are stretched to 1.
    """
    means = _means(scores)
    known = ~np.isnan(means)
    sums = weights @ np.where(known, means, 0.0).T
    shares = weights @ known.T.astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: FloatArray = np.where(shares > 0, sums / shares, np.nan)
    return found


def ranks(scores: FloatArray) -> NDArray[np.int_]:
    """Return places along the last axis, the highest score first; ties share the better place.

    What has no score comes after all that have one.

    Examples
    --------
    >>> ranks(np.array([3.0, 5.0, 3.0, np.nan])).tolist()
    [2, 1, 2, 4]
    """
    filled = np.where(np.isnan(scores), -np.inf, np.round(scores, DECIMALS))
    better = filled[..., None, :] > filled[..., :, None]
    found: NDArray[np.int_] = better.sum(axis=-1) + 1
    return found


def is_first(scores: FloatArray, places: int) -> NDArray[np.bool_]:
    """Return which are among the first `places` along the last axis; never what has no score.

    Examples
    --------
    >>> is_first(np.array([3.0, 5.0, np.nan]), 3).tolist()
    [True, True, False]
    """
    found: NDArray[np.bool_] = (ranks(scores) <= places) & ~np.isnan(scores)
    return found


def ranked(found: Round) -> pd.DataFrame:
    """Return the long list in order of rank.

    Returns
    -------
    DataFrame
        The columns of `found.innovations` and score, rank, first (whether among the first
        `places`), complete (the share of possible scores that were given) and place (in the long
        list's order).
    """
    scores = weighted_scores(found.scores, found.weights)
    given = (~np.isnan(found.scores)).mean(axis=(0, 2)) if found.scores.size else 0.0
    table = found.innovations.assign(
        score=scores,
        rank=ranks(scores),
        first=is_first(scores, found.places),
        complete=given,
        place=range(len(found.innovations)),
    )
    return table.sort_values(["rank", "place"]).reset_index(drop=True)


def _means(scores: FloatArray) -> FloatArray:
    """Return the mean over scorers, innovations by criteria; missing where nobody scored."""
    known = ~np.isnan(scores)
    counts = known.sum(axis=0)
    sums = np.where(known, scores, 0.0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means: FloatArray = np.where(counts > 0, sums / counts, np.nan)
    return means
