"""Turns criteria of the standards library into chains of versions that can be applied.

In: criteria as the files say them. Out: a `Chain` for each id that was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

from evaluation.audit.versions import Chain, Rule, Version
from evaluation.workspace.measures import conditions_of
from evaluation.workspace.standards import Criterion, Measure, versions


def chain_of(criterion: str, criteria: Mapping[str, Criterion]) -> Chain:
    """Return the versions behind an id, oldest first, under that id.

    Parameters
    ----------
    criterion : str
        Any id of a chain stands for the whole chain.
    criteria : mapping of id to Criterion
        The library.
    """
    return Chain(criterion, tuple(version_of(each) for each in versions(criteria, criterion)))


def version_of(criterion: Criterion) -> Version:
    """Return a criterion as one version, with its rule where it has a measure."""
    return Version(
        criterion.id,
        criterion.guideline,
        criterion.valid_from,
        criterion.valid_to,
        rule_of(criterion.measure) if criterion.measure else None,
    )


def rule_of(measure: Measure) -> Rule:
    """Return a measure's expressions, parsed."""
    eligible, met, *others = conditions_of(measure)
    reasons = [each.reason for each in measure.exceptions]
    return Rule(eligible, met, tuple(zip(reasons, others, strict=True)))
