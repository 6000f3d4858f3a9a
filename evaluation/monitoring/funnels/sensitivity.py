"""What a funnel would say if phi were corrected for setting outliers in, as a sentence.

z-scores, sizes and the published phi come in; a sentence goes out where it would make a difference.
"""

from __future__ import annotations

import numpy as np

from evaluation.intervals import FloatArray
from evaluation.monitoring.funnels.limits import ALARM_LEVEL, ALERT_LEVEL
from evaluation.monitoring.funnels.options import FunnelOptions
from evaluation.monitoring.funnels.overdispersion import Overdispersion, overdispersion
from evaluation.monitoring.funnels.scales import SCALES, adjusted_limits


def corrected_sentence(
    options: FunnelOptions,
    found: Overdispersion,
    scored: tuple[FloatArray, FloatArray, FloatArray],
    target: float,
    size: FloatArray,
) -> str:
    """Return how many units the limits would mark with a corrected phi; empty where it is none.

    Parameters
    ----------
    options : FunnelOptions
        Decided.
    found : Overdispersion
        What was found without the correction.
    scored : tuple of array
        Value, z-score and standard error of each unit.
    target : float
    size : array of float
        What the standard error rests on.

    Notes
    -----
    Of chance alone Winsorised z-scores at 10% have a mean square of 0.68, truncated ones of 0.44:
    phi is too small by as much where units differ evenly, and its limits are too narrow.
    """
    value, z, error = scored
    if found.phi is None or options.correct_for_trimming or not options.trim:
        return ""
    corrected = overdispersion(z, error, found.method, options.trim, correct_for_trimming=True)
    if corrected.phi is None or not corrected.is_there:
        return ""
    scale = SCALES[str(options.scale)]
    marked = []
    for level in (ALARM_LEVEL, ALERT_LEVEL):
        lower, upper = adjusted_limits(scale, target, size, corrected.tau2, level)
        with np.errstate(invalid="ignore"):
            marked.append(int(((value < lower) | (value > upper)).sum()))
    alarms, outside = marked
    return (
        "Setting outliers in makes phi smaller than it is where units differ evenly: corrected "
        f"for it ('correct_for_trimming') phi is {corrected.phi:.3g}, and limits adjusted with it "
        f"mark {alarms} as alarm and {outside - alarms} as alert."
    )
