"""Counts by unit as a funnel may show them, with a centre line that hides no small unit.

True counts by unit come in; protected counts and protected totals go out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from evaluation.disclosure import DisclosureRule, protect_shares
from evaluation.monitoring.funnels import Funnel, FunnelOptions, funnel
from evaluation.monitoring.funnels.options import Kind

ROUNDED: Final = (
    "Counts were protected before anything was computed from them: small ones are hidden and the "
    "others rounded, which makes units differ a little more than they do."
)


@dataclass(frozen=True)
class ProtectedCounts:
    """Counts by unit that may be published, and the value of all units together.

    Parameters
    ----------
    counts : DataFrame, one row per unit
        unit, numerator, denominator; NA where suppressed.
    overall : float or None
        Protected total over protected total, as a fraction; None where it cannot be shown or is 0.
    """

    counts: pd.DataFrame
    overall: float | None


def protected(counts: pd.DataFrame, kind: Kind, rule: DisclosureRule) -> ProtectedCounts:
    """Return counts as they may be published, the totals counted first and then protected.

    The centre line comes from all units, those that are not shown too: without them it would lie
    too high, for units with few events are the ones that are hidden.

    Parameters
    ----------
    counts : DataFrame, one row per unit
        True counts: unit, numerator, denominator.
    kind : {"proportion", "rate", "ratio"}
        The denominator of a proportion counts people too.
    rule : DisclosureRule
        None changes nothing, so that published figures need not be whole numbers.

    Raises
    ------
    ValueError
        If counts are not whole, negative, or a numerator exceeds its denominator.
    """
    total = counts[["numerator", "denominator"]].sum().to_frame().T
    if rule.name == "none":
        return ProtectedCounts(counts, _overall(total))
    return ProtectedCounts(_safe(counts, kind, rule, total), _overall(_safe(total, kind, rule)))


def protected_funnel(
    counts: pd.DataFrame, kind: Kind, options: FunnelOptions, rule: DisclosureRule
) -> Funnel:
    """Return the funnel of true counts under a rule, its centre from the protected totals.

    Parameters
    ----------
    counts : DataFrame, one row per unit
        True counts: unit, numerator, denominator.
    kind : {"proportion", "rate", "ratio"}
    options : FunnelOptions
    rule : DisclosureRule

    Raises
    ------
    InvalidInput
        If no unit can be shown, or the counts cannot be.
    """
    safe = protected(counts, kind, rule)
    is_own = options.target is None and kind != "ratio"
    centred = options
    if is_own and rule.name != "none" and safe.overall:
        decided = options.decided(kind)
        centred = replace(options, target=safe.overall * float(decided.multiplier or 1))
    made = funnel(safe.counts, kind, centred, is_target_estimated=is_own)
    if is_own:
        made = replace(made, options=replace(made.options, target=None))
    if rule.name == "none":
        return made
    return replace(made, warnings=(*made.warnings, ROUNDED))


def _safe(
    counts: pd.DataFrame, kind: Kind, rule: DisclosureRule, total: pd.DataFrame | None = None
) -> pd.DataFrame:
    return protect_shares(counts, rule, whole=total, is_proportion=kind == "proportion")


def _overall(total: pd.DataFrame) -> float | None:
    numerator, denominator = total["numerator"].iloc[0], total["denominator"].iloc[0]
    if pd.isna(numerator) or pd.isna(denominator) or denominator == 0:
        return None
    return float(numerator) / float(denominator) or None
