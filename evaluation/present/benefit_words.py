"""What came of a benefit in a sentence, from templates, so that words cannot contradict numbers."""

from __future__ import annotations

from typing import Final

from evaluation.estimate import Estimate
from evaluation.present import numbers
from evaluation.value.benefits.realised import Realised, State

STATE_WORDS: Final[dict[State, str]] = {
    "exceeded": "more than planned",
    "reached": "target reached",
    "partly": "partly realised",
    "none": "no clear change",
    "worsened": "worse than before",
    "no target": "no target is set",
    "no baseline": "no baseline",
    "not yet measured": "not yet measured",
    "target equals baseline": "target equals baseline",
    "better before": "target already met at baseline",
    "baseline unclear": "baseline too uncertain",
    "suppressed": "not shown",
    "not estimable": "not estimable",
}
HARM_WORDS: Final[dict[State, str]] = {
    **STATE_WORDS,
    "exceeded": "more harm than expected",
    "reached": "all of the expected harm came",
    "partly": "part of the expected harm came",
    "none": "no clear harm",
    "worsened": "less harm than before",
    "better before": "expected harm lies on the good side",
}
NO_SHARE: Final = "none given"


def state_words(found: Realised) -> str:
    """Return the state of a benefit in a few words for a cell."""
    return (HARM_WORDS if found.is_harm else STATE_WORDS)[found.state]


def share_text(found: Realised) -> str:
    """Return the share with its interval for a cell; why there is none is said by its state."""
    if found.share is None:
        return NO_SHARE
    value = numbers.with_unit(_percent(found.share.value), "%")
    limits = _limits(found.share)
    return numbers.with_limits(value, limits) if limits else value


def realised_sentence(found: Realised) -> str:
    """Return what came of a benefit, as one or two sentences.

    Parameters
    ----------
    found : Realised
    """
    opening = f"{found.label}:"
    if found.share is None:
        return f"{opening} {_without_share(found)}{_not_due(found)}"
    share = f"{_percent(found.share.value)}%"
    limits = _limits(found.share)
    level = numbers.level_text(found.share.level)
    interval = f" ({level} interval {limits}%)" if limits else " (from single readings)"
    words = (_of_harm if found.is_harm else _of_benefit)(found, f"{share}{interval}")
    return f"{opening} {words}{_from_to(found)}{_not_due(found)}"


def _of_benefit(found: Realised, share: str) -> str:
    if found.state == "worsened":
        return f"it became worse; the change is {share} of the one planned, the wrong way."
    if found.state == "none":
        return f"no clear part of what was planned has been realised: {share}."
    if found.state == "exceeded":
        return f"more than planned has been realised: {share}."
    if found.state == "reached":
        short = (found.share.lower if found.share else None) is not None
        less = ", though the interval includes less than all" if short and _below(found) else ""
        return f"the target has been reached: {share} of what was planned{less}."
    return f"{share} of what was planned has been realised."


def _of_harm(found: Realised, share: str) -> str:
    if found.state == "worsened":
        return f"the expected harm did not come; it became better instead: {share}."
    if found.state == "none":
        return f"no clear part of the expected harm has come: {share}."
    if found.state == "exceeded":
        return f"more harm than expected has come: {share}."
    return f"{share} of the expected harm has come."


def _below(found: Realised) -> bool:
    share = found.share
    return share is not None and share.lower is not None and share.lower < 100


def _without_share(found: Realised) -> str:
    return {
        "no target": "no target is set, so no share can be said to be realised.",
        "no baseline": "there is no baseline to set it against.",
        "not yet measured": "it has not been measured yet.",
        "target equals baseline": "the target is the same as the baseline, so nothing was planned "
        "of which a share could be realised.",
        "better before": "the harm that was expected lies on the better side of the baseline, so "
        "no share of it can be said to have come."
        if found.is_harm
        else "the baseline was already beyond the target, so no share can be said to be realised.",
        "baseline unclear": "the baseline is too uncertain to be told from the target, so any "
        "share is compatible with the data and none is given.",
        "suppressed": "the result is not shown, because its numbers are small or missing.",
        "not estimable": "the data do not allow an estimate.",
    }[found.state]


def _from_to(found: Realised) -> str:
    baseline, actual, target = found.baseline, found.actual, found.target
    if baseline is None or actual is None or target is None or baseline.value is None:
        return ""
    before, after = numbers.value_text(baseline), numbers.value_text(actual)
    aim = target_text(target, baseline.unit)
    name = "expected" if found.is_harm else "target"
    return f" It went from {before} to {after}; {name} {aim}."


def target_text(target: float, unit: str) -> str:
    """Return a target with its unit, as it was written."""
    return numbers.with_unit(f"{target:,.10g}".replace("-", numbers.MINUS), unit)


def _not_due(found: Realised) -> str:
    if found.is_due is not False or found.target_date is None:
        return ""
    return f" It is not due before {numbers.day_text(found.target_date)}."


def _percent(value: float | None) -> str:
    return numbers.number(value, 0)


def _limits(share: Estimate) -> str:
    if share.lower is None or share.upper is None:
        return ""
    return numbers.limits_text(share.lower, share.upper, 0)
