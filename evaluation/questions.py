"""From what a SPEC.yml asks of an interrupted time series to the engine's own questions.

A checked spec comes in; the `Questions` of the analysis package go out.
"""

from __future__ import annotations

from evaluation import its
from evaluation.workspace.specs import ItsSpec


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
    region, options = spec.equivalence, spec.sensitivity
    return its.Questions(
        in_words=in_words or spec.sentence,
        region=None if region is None else its.Region(region.lower, region.upper, region.measure),
        better=spec.better,
        sensitivity=None if options is None else its.Plan(**options.model_dump()),
        diagnostics=spec.diagnostics,
        counterfactual=spec.counterfactual,
    )
