"""From what a SPEC.yml asks of an interrupted time series to the engine's own questions.

A checked spec comes in; the `Questions` of the analysis package go out.
"""

from __future__ import annotations

from evaluation import its
from evaluation.workspace.its_answers import EquivalenceRegion
from evaluation.workspace.specs import ItsSpec

PERCENT = 100


def questions_of(spec: ItsSpec, *, in_words: bool = False) -> its.Questions:
    """Return the questions of a spec.

    Parameters
    ----------
    spec : ItsSpec
        As it was read.
    in_words : bool
        Whether a sentence is wanted though the spec asks for none.

    Raises
    ------
    InvalidInput
        If the equivalence region is not one.
    """
    options = spec.sensitivity
    return its.Questions(
        in_words=in_words or spec.sentence,
        region=_region(spec.equivalence),
        better=spec.better,
        sensitivity=None if options is None else its.Plan(**options.model_dump()),
        diagnostics=spec.diagnostics,
        counterfactual=spec.counterfactual,
    )


def _region(given: EquivalenceRegion | None) -> its.Region | None:
    """Return the engine's region, whose relative bounds are shares and not percentages."""
    if given is None:
        return None
    scale = PERCENT if given.measure == "relative" else 1
    return its.Region(given.lower / scale, given.upper / scale, given.measure)
