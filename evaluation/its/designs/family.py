"""Families and transforms of an outcome, and words that must be one of a list."""

from __future__ import annotations

from typing import Literal

from evaluation.errors import InvalidInput, nearest

Family = Literal[
    "gaussian", "poisson", "quasi-poisson", "negative-binomial", "binomial", "quasi-binomial"
]
Transform = Literal["none", "log", "log10"]

COUNT_FAMILIES: frozenset[str] = frozenset({"poisson", "quasi-poisson", "negative-binomial"})
PROPORTION_FAMILIES: frozenset[str] = frozenset({"binomial", "quasi-binomial"})
QUASI_FAMILIES: frozenset[str] = frozenset({"quasi-poisson", "quasi-binomial"})


def require_known(key: str, word: str, known: tuple[str, ...]) -> None:
    """Refuse a word that is not one of the known ones.

    Raises
    ------
    InvalidInput
        With the nearest spelling, or all of them.
    """
    if word in known:
        return
    suggestion = nearest(word, known)
    remedy = f"Did you mean '{suggestion}'?" if suggestion else f"Use one of {', '.join(known)}."
    raise InvalidInput(f"There is no {key} '{word}'.", remedy)
