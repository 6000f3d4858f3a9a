"""Why a funnel uses the limits that it uses, and what a reader must know of it, as sentences."""

from __future__ import annotations

from typing import Final

from evaluation.monitoring.funnels.options import PERCENT, FunnelOptions
from evaluation.monitoring.funnels.overdispersion import FEWEST_UNITS, Overdispersion

FEW_UNITS: Final = 10
"""Units below which phi is rough: its standard error, sqrt(2/n), is then above 0.4 (ours)."""

LARGE_PHI: Final = 10
"""From here on units differ so much that adjusted limits alone say little (ours)."""

SMALLEST_SHOWN: Final = 0.001
METHOD_WORDS: Final = {"winsorised": "Winsorising", "truncated": "truncating"}


def reason(found: Overdispersion, options: FunnelOptions) -> str:
    """Return which limits are used for the status of units, and why."""
    if found.phi is None:
        return (
            "The unadjusted limits are used: overdispersion cannot be estimated from fewer than "
            f"{FEWEST_UNITS} units."
        )
    measured = _measured(found, options)
    if options.overdispersion == "none":
        return f"The unadjusted limits are used, as was asked for. {measured}"
    if found.is_there:
        return (
            f"The limits adjusted for overdispersion are used, because units differ by more than "
            f"chance. {measured}"
        )
    return (
        f"The unadjusted limits are used, because units differ by no more than chance. {measured}"
    )


def _measured(found: Overdispersion, options: FunnelOptions) -> str:
    how = METHOD_WORDS[found.method]
    trimmed = f" after {how} at {PERCENT * found.trim:g}%" if found.trim else ""
    corrected = ", corrected for it" if found.trim and options.correct_for_trimming else ""
    return (
        f"The mean square of the z-scores, phi, is {_figures(found.phi)}{trimmed}{corrected} "
        f"(1 or less is chance alone); of all z-scores the sum of squares is "
        f"{_figures(found.statistic)} on {found.freedom} degrees of freedom, "
        f"{_p_text(found.p_value)}."
    )


def _figures(number: float | None) -> str:
    """Return a number of three figures, or whole with commas where it is larger."""
    if number is None:
        return ""
    return f"{number:,.0f}" if number >= PERCENT else f"{number:.3g}"


def _p_text(p_value: float | None) -> str:
    if p_value is None or p_value < SMALLEST_SHOWN:
        return f"p < {SMALLEST_SHOWN}"
    return f"p = {p_value:.2g}"


def warnings(
    found: Overdispersion, options: FunnelOptions, *, is_off_centre: bool, overall: float
) -> tuple[str, ...]:
    """Return what limits the meaning of a funnel.

    Parameters
    ----------
    found : Overdispersion
    options : FunnelOptions
    is_off_centre : bool
        Whether the units together differ from the target by more than chance.
    overall : float
        Their value together, as it is shown.
    """
    texts = []
    if found.units < FEW_UNITS:
        noun = "unit is" if found.units == 1 else "units are"
        texts.append(
            f"Only {found.units} {noun} compared: phi is rough below {FEW_UNITS}, and few units "
            "say little of how much units differ."
        )
    if found.without_scale:
        noun = "unit" if found.without_scale == 1 else "units"
        texts.append(
            f"{found.without_scale} {noun} without an event left out of phi, because nought has no "
            "logarithm; the scale cqc has room for it."
        )
    if found.phi is not None and found.phi > LARGE_PHI:
        texts.append(
            f"phi is above {LARGE_PHI}: most of what is between units is not chance. Look for what "
            "the counts do not allow for, such as case mix or recording, before judging any unit."
        )
    if is_off_centre:
        texts.append(
            f"The units together have {overall:.4g}, which differs from the target by more than "
            "chance: units on one side of it may only share what all units share."
        )
    if options.limits == "about-expected":
        texts.append(
            "Limits about the expected count are too narrow below and too wide above where few "
            "events are expected; 'exact' keeps what the level promises on both sides."
        )
    return tuple(texts)
