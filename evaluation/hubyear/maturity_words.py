"""The sentences of the chapter on the maturity wheel."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from evaluation.hub.maturity.change import Change
from evaluation.hub.maturity.priorities import RULE_WORDS
from evaluation.intervals import Effect
from evaluation.present import numbers
from evaluation.present.hub.maturity_wheel_figure import score_text
from evaluation.present.words import counted, listed
from evaluation.workspace import MaturityWheel

STABLE = 80  # percent of resamples


def lead(
    changes: Sequence[Change],
    collated: pd.DataFrame,
    labels: dict[str, str],
    years: Sequence[str],
) -> str:
    """Return the chapter's finding: what changed, and where scores are lowest."""
    shown = collated.dropna(subset=["median"])
    if shown.empty:
        return f"Too few members scored any dimension in {years[0]} for results to be shown."
    lowest = shown[shown["median"].eq(shown["median"].min())]
    names = [labels[name].lower() for name in lowest["dimension"]]
    least = score_text(float(shown["median"].min()))
    tail = f"scores are lowest for: {'; '.join(names)} (median {least})."
    if not changes:
        return f"In the first assessment, {years[0]}, {tail}"
    return f"{change_sentence(changes, labels, years)[:-1]}; {tail}"


def change_sentence(changes: Sequence[Change], labels: dict[str, str], years: Sequence[str]) -> str:
    """Return in how many dimensions members score higher or lower than before, and which."""
    known = [change for change in changes if change.basis != "too few"]
    if not known:
        return f"Too few members scored both times to say what changed since {years[1]}."
    parts = []
    for direction in ("higher", "lower"):
        names = [labels[c.dimension].lower() for c in known if c.direction == direction]
        if names:
            parts.append(f"{direction} in {len(names)} ({'; '.join(names)})")
    unclear = sum(change.direction == "unclear" for change in known)
    if not parts:
        return (
            f"In none of {counted(len(known), 'dimension')} do members score clearly higher or "
            f"lower than in {years[1]}."
        )
    text = f"Of {counted(len(known), 'dimension')}, members score clearly {listed(parts)}"
    rest = f", and not clearly otherwise in {unclear}" if unclear else ""
    return f"{text} than in {years[1]}{rest}."


def basis_sentence(changes: Sequence[Change], linked: str) -> str:
    """Return what the comparison rests on; `linked` members scored both times, as may be shown."""
    if any(change.basis == "same members" for change in changes):
        return (
            f"The {linked} members who scored both times are compared with themselves: net change "
            "is the share that scored higher less the share that scored lower."
        )
    return (
        "Members are not linked from year to year, so everybody then is compared with everybody "
        "now: net change is how much more often a score of now is the higher one of two than the "
        "lower one."
    )


def agreement_sentence(found: Effect) -> str:
    """Return Krippendorff's alpha in words, with its limits."""
    if math.isnan(found.value):
        return "How far members agree cannot be estimated."
    value, limits = (
        numbers.number(found.value, 2),
        numbers.limits_text(found.lower, found.upper, 2),
    )
    return (
        "On which dimensions are strong and which weak, members agree with Krippendorff's alpha "
        f"{value} (95% interval {limits}): 1 is full agreement, 0 what chance gives."
    )


def priorities_sentence(ranked: pd.DataFrame, wheel: MaturityWheel, labels: dict[str, str]) -> str:
    """Return the priorities by the rule, and how sure each is of its place."""
    if ranked.empty:
        return "Too few members scored for priorities to be ranked."
    first = ranked[ranked["rank"] <= wheel.priorities]
    names = "; ".join(labels[name].lower() for name in first["dimension"])
    unsure = first[first["chosen"] < STABLE]
    text = (
        f"By the rule fixed in the wheel's file, {RULE_WORDS[wheel.priority_rule]}, the priorities "
        f"are: {names}. "
    )
    if unsure.empty:
        return f"{text}Each is among the first {wheel.priorities} in most resamples of members."
    doubtful = "; ".join(labels[name].lower() for name in unsure["dimension"])
    return (
        f"{text}Not stable: {doubtful}, among the first {wheel.priorities} in fewer than {STABLE}% "
        "of resamples, so other dimensions are as good a choice."
    )
