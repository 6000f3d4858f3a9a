"""A funnel in words: who is out, under which limits, how many chance alone would put there.

In: a `Funnel`. Out: sentences for captions, alt texts, tables and terminals.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from evaluation.monitoring.funnels import ALARM_LEVEL, ALERT_LEVEL, Funnel
from evaluation.monitoring.funnels.status import (
    ALARM,
    ALERT,
    NO_DENOMINATOR,
    NOT_SHOWN,
    OUTLIERS,
    WITHIN,
)
from evaluation.present import numbers
from evaluation.present.words import listed

MOST_NAMED: Final = 12
"""Outliers that a chart and its alt text name one by one."""

MOST_IN_A_SENTENCE: Final = 5

ENQUIRY: Final = (
    "An alert or an alarm starts an enquiry into data, case mix and chance; it is no verdict on "
    "care (HQIP outlier policy)."
)
COMPARED: Final = (WITHIN, *OUTLIERS)


@dataclass(frozen=True, slots=True)
class FunnelNames:
    """What a reader calls the parts of a funnel.

    Parameters
    ----------
    label : str
        The measure, such as "People asked about falls".
    unit : str
        Of the value: "%", "per 1,000 bed days" or "ratio".
    one, many : str
        A unit and several: "practice", "practices".
    size : str
        The denominator: "People", "Bed days" or "Expected deaths".
    """

    label: str
    unit: str
    one: str = "unit"
    many: str = "units"
    size: str = "Denominator"

    def counted(self, number: int) -> str:
        """Return a number of units, such as "2 practices"."""
        return f"{number:,} {self.one if number == 1 else self.many}"

    def value(self, value: float) -> str:
        """Return a value with its unit."""
        return numbers.with_unit(
            numbers.number(value, numbers.decimals_for(value, self.unit)), self.unit
        )


def outliers(made: Funnel) -> pd.DataFrame:
    """Return the units with an alert or an alarm, alarms first, the farthest first."""
    found = made.units[made.units["status"].isin(OUTLIERS)]
    score = "z_adjusted" if made.limits_used == "adjusted" else "z"
    distance = found[score].abs().fillna(float("inf"))
    order = found.assign(rank=found["status"].map({ALARM: 0, ALERT: 1}), distance=-distance)
    return order.sort_values(["rank", "distance"], kind="stable").drop(columns=["rank", "distance"])


def finding(made: Funnel, names: FunnelNames) -> str:
    """Return the finding in one sentence: which units are out, and that the others are not."""
    found = outliers(made)
    compared = int(made.units["status"].isin(COMPARED).sum())
    start = f"{names.label}: "
    if found.empty:
        verb = "lies" if compared == 1 else "lie"
        where = f"within the limits around {names.value(made.target)}"
        return f"{start}{'all ' if compared > 1 else ''}{names.counted(compared)} {verb} {where}."
    rows = found.head(MOST_IN_A_SENTENCE).to_dict("records")
    rest = len(found) - len(rows)
    named = listed(
        [f"{row['unit']} ({_outlier(row)})" for row in rows] + [f"{rest} more"] * bool(rest)
    )
    verb = "lies" if len(found) == 1 else "lie"
    return (
        f"{start}{len(found):,} of {names.counted(compared)} {verb} outside the limits around "
        f"{names.value(made.target)}: {named}."
    )


def _outlier(row: Mapping[Hashable, Any]) -> str:
    return f"{row['status']}, {row['direction']}"


def by_chance(made: Funnel, names: FunnelNames) -> str:
    """Return how many units chance alone would put outside.

    Notes
    -----
    k units times 5% and times 0.2%: the levels are not corrected for their number, as HQIP's
    policy and UKHSA's charts do not.
    """
    units = int(made.units["status"].isin(COMPARED).sum())
    alerts, alarms = units * (1 - ALERT_LEVEL), units * (1 - ALARM_LEVEL)
    found = made.units["status"]
    beyond, alarmed = int(found.isin(OUTLIERS).sum()), int(found.eq(ALARM).sum())
    return (
        f"Of {names.counted(units)} chance alone would put about {_few(alerts)} beyond the "
        f"{numbers.level_text(ALERT_LEVEL)} limits and {_few(alarms)} beyond the "
        f"{numbers.level_text(ALARM_LEVEL)} limits; {beyond} and {alarmed} are."
    )


def _few(number: float) -> str:
    return numbers.number(number, numbers.decimals_beside_nought((number,), 1))


def both_ways(made: Funnel, names: FunnelNames) -> str:
    """Return how many units each pair of limits puts outside."""
    counted = {}
    for limits in ("unadjusted", "adjusted"):
        status = made.units[f"status_{limits}"]
        counted[limits] = (int(status.eq(ALARM).sum()), int(status.eq(ALERT).sum()))
    plain, adjusted = (
        f"{alarms} as alarm and {alerts} as alert" for alarms, alerts in counted.values()
    )
    size = names.counted(int(made.units["status"].isin(COMPARED).sum()))
    return (
        f"Of {size} the unadjusted limits mark {plain}; the limits adjusted for overdispersion "
        f"mark {adjusted}."
    )


def not_compared(made: Funnel, names: FunnelNames) -> str:
    """Return how many units are not in the chart and why; empty where all are."""
    hidden = int(made.units["status"].eq(NOT_SHOWN).sum())
    empty = int(made.units["status"].eq(NO_DENOMINATOR).sum())
    texts = []
    if hidden:
        verb = "is" if hidden == 1 else "are"
        texts.append(
            f"{names.counted(hidden)} {verb} not shown, because numbers are small; a unit with "
            "few events can be an outlier on the low side."
        )
    if empty:
        verb = "has" if empty == 1 else "have"
        texts.append(f"{names.counted(empty)} {verb} nobody to count, and no point.")
    return " ".join(texts)


def notes(made: Funnel, names: FunnelNames) -> list[str]:
    """Return what must be said beside a funnel, in order of weight."""
    told = [
        made.reason,
        both_ways(made, names),
        by_chance(made, names),
        not_compared(made, names),
        ENQUIRY,
        *made.warnings,
    ]
    return [text for text in told if text]


def funnel_alt(made: Funnel, names: FunnelNames) -> str:
    """Return the alt text of a funnel: sizes, centre, limits used, outliers with their numbers."""
    shown = made.units[made.units["status"].isin(COMPARED)]
    sizes = [_size(shown["denominator"].min()), _size(shown["denominator"].max())]
    rows = outliers(made).head(MOST_NAMED).to_dict("records")
    parts = [
        f"Funnel plot of {names.label}, {names.counted(len(shown))} by size "
        f"({names.size.lower()}, {sizes[0]} to {sizes[1]}).",
        f"The centre line is at {names.value(made.target)}; the {made.limits_used} limits decide.",
    ]
    told = [
        f"{row['unit']} {names.value(row['value'])} of {_size(row['denominator'])}, {_outlier(row)}"
        for row in rows
    ]
    parts.append(f"Outside: {'; '.join(told)}." if told else "No point lies outside them.")
    rest = int(made.units["status"].isin(OUTLIERS).sum()) - len(rows)
    if rest:
        parts.append(f"{rest} more lie outside.")
    hidden = not_compared(made, names)
    return " ".join([*parts, hidden] if hidden else parts)


def _size(denominator: float) -> str:
    """Return a denominator: whole numbers as they are, others with three figures."""
    is_whole = denominator % 1 == 0
    return numbers.number(denominator, 0 if is_whole else numbers.decimals_for(denominator, ""))
