"""Tables of a survey: who answered, what they answered, what changed, and how sure that is.

In: results of the analysis, under disclosure control. Out: `Table`s.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from evaluation.disclosure import shown
from evaluation.hub.stakeholders.changes import Sensitivity
from evaluation.hub.stakeholders.comparison import WaveChange
from evaluation.hub.stakeholders.distribution import Distribution
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.hub.changes_figure import change_verdict
from evaluation.present.words import verdict_text

NONE: Final = "–"
CHANGE: Final = "Change, points (95% interval)"


def response_table(rates: pd.DataFrame, waves: Mapping[str, str], label: str) -> Table:
    """Return who was asked and who answered.

    Parameters
    ----------
    rates : DataFrame
        As of `response_rates`.
    waves : mapping of wave to str
        What a reader calls each.
    label : str
    """
    frame = pd.DataFrame(
        {
            "Wave": rates["wave"].map(waves),
            "Group": rates["group"],
            "Invited": rates["invited"].map(shown),
            "Answered": rates["answered"].map(shown),
            "Rate, % (95% interval)": [
                _with_interval(row["rate"], row["lower"], row["upper"])
                for row in rates.to_dict("records")
            ],
        }
    )
    caption = "People invited and people who answered, by wave and group."
    return Table(frame, caption, label, ("Invited", "Answered", "Rate, % (95% interval)"))


def distribution_table(
    found: Distribution, names: Mapping[str, str], waves: Mapping[str, str], label: str, about: str
) -> Table:
    """Return the answers to some items by wave, in whole percent.

    Parameters
    ----------
    found : Distribution
    names : mapping of item to str
        The items that are shown, in order.
    waves : mapping of wave to str
    label : str
    about : str
        What the items are about, for the caption.
    """
    rows = found.shares[found.shares["item"].isin(list(names))]
    answered = found.counts.loc[rows.index, "answered"]
    frame = pd.DataFrame({"Item": rows["item"].map(names), "Wave": rows["wave"].map(waves)})
    headers = [f"{step.label}, %" for step in found.steps]
    for step, header in zip(found.steps, headers, strict=True):
        frame[header] = [numbers.number(share) for share in rows[step.name]]
    frame["Answered"] = answered.map(shown)
    return Table(frame, f"Answers about {about}, by wave.", label, (*headers, "Answered"))


def changes_table(
    changes: Sequence[WaveChange], waves: tuple[str, str], label: str, caption: str
) -> Table:
    """Return shares of favourable answers in two waves and their change.

    Parameters
    ----------
    changes : sequence of WaveChange
    waves : tuple of two str
        What a reader calls them.
    label, caption : str
    """
    first, last = (f"{wave}, %" for wave in waves)
    frame = pd.DataFrame(
        {
            "Favourable answers": [change.question.label for change in changes],
            first: [_share(change.first) for change in changes],
            last: [_share(change.last) for change in changes],
            CHANGE: [_cell(change) for change in changes],
            "Finding": [verdict_text(change_verdict(change)) for change in changes],
        }
    )
    return Table(frame, caption, label, (first, last, CHANGE))


def odds_table(changes: Sequence[WaveChange], label: str) -> Table:
    """Return the odds ratios behind the changes, and what they rest on."""
    ratio = "Odds ratio (95% interval)"
    frame = pd.DataFrame(
        {
            "What": [change.question.label for change in changes],
            ratio: [
                NONE if change.reason else numbers.cell_text(change.odds_ratio)
                for change in changes
            ],
            "People": [shown(change.difference.n) for change in changes],
        }
    )
    caption = "Odds ratios of a more favourable answer in the later wave, and people in both waves."
    return Table(frame, caption, label, (ratio, "People"))


def groups_table(groups: pd.DataFrame, label: str, when: str) -> Table:
    """Return the mean share of favourable answers by group.

    Parameters
    ----------
    groups : DataFrame
        As of `favourable_by_group`.
    label, when : str
    """
    header = "Favourable answers, % (95% interval)"
    frame = pd.DataFrame(
        {
            "Group": groups["group"],
            "People": groups["people"].map(shown),
            header: [
                _with_interval(row["mean"], row["lower"], row["upper"])
                for row in groups.to_dict("records")
            ],
        }
    )
    caption = (
        f"Favourable answers by group, {when}: the mean of each person's share. * too few people, "
        "or too few left over."
    )
    return Table(frame, caption, label, ("People", header))


def sensitivity_table(compared: Sequence[Sensitivity], label: str) -> Table:
    """Return the changes compared in other ways."""
    headers = {
        "As reported": [each.main for each in compared],
        "Weighted to those invited": [each.weighted for each in compared],
        "Favourable or not only": [each.binary for each in compared],
        "Without regard to group": [each.unadjusted for each in compared],
    }
    frame = pd.DataFrame({"What": [each.main.question.label for each in compared]})
    for header, changes in headers.items():
        frame[header] = [_cell(change) for change in changes]
    caption = "Changes in percentage points (95% interval), compared in four ways."
    return Table(frame, caption, label, tuple(headers))


def _cell(change: WaveChange) -> str:
    return NONE if change.reason else numbers.cell_text(change.difference)


def _share(share: float | None) -> str:
    return NONE if share is None else numbers.number(share, 1)


def _with_interval(value: float, lower: float, upper: float) -> str:
    if math.isnan(value):
        return numbers.SUPPRESSED
    limits = numbers.limits_text(lower, upper, 1)
    return numbers.with_limits(numbers.number(value, 1), limits)
