"""What is known of a quarter at its end, gathered once for every report on it.

In: the hub's tables and the projects' indicators. Out: `QuarterView`. What became known later does
not count, so that a report made again says the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluation.errors import InvalidInput
from evaluation.hub.governance.milestones import milestones_on
from evaluation.hub.governance.quarters import Quarter
from evaluation.hub.governance.raid import raid_closed_in, raid_on
from evaluation.hub.governance.routes import ANNUAL, route_on
from evaluation.hub.governance.status import NOT_RATED, OVERALL, status_in
from evaluation.hub.governance.tolerances import breaches, decision_by, exceptions_needed
from evaluation.hub.levels import HUB, WHOLE_HUB, with_level
from evaluation.hubyear.year import HubYear
from evaluation.quarterly.indicators import ProjectCharts

Row = Mapping[Hashable, Any]  # of one of the view's tables, by column


@dataclass(frozen=True)
class Body:
    """One body that receives the quarter's reports.

    Parameters
    ----------
    name : str
    place : int
        On the route, from 1 on.
    due : date
        The day by which it is to have the report.
    """

    name: str
    place: int
    due: dt.date


@dataclass(frozen=True)
class QuarterView:
    """A quarter as it stood on its last day.

    Parameters
    ----------
    year : HubYear
    quarter : Quarter
    bodies : tuple of Body
        Those that receive highlight and exception reports, in order.
    status : DataFrame
        As of `status_in`.
    milestones, risks, closed, tolerances : DataFrame
        As of `milestones_on`, `raid_on`, `raid_closed_in` and `breaches`.
    exceptions : DataFrame
        As of `exceptions_needed`.
    notes : DataFrame
        Of the quarter: project ("hub" for the hub), kind, text.
    charts : mapping of str to ProjectCharts
        By project, in the order of the report; those with planned charts only.
    """

    year: HubYear
    quarter: Quarter
    bodies: tuple[Body, ...]
    status: pd.DataFrame
    milestones: pd.DataFrame
    risks: pd.DataFrame
    closed: pd.DataFrame
    tolerances: pd.DataFrame
    exceptions: pd.DataFrame
    notes: pd.DataFrame
    charts: Mapping[str, ProjectCharts]

    @property
    def levels(self) -> list[str]:
        """The hub, then each project that has any row, in the order of the report."""
        tables = (self.status, self.milestones, self.risks, self.tolerances, self.notes)
        there = {str(name) for table in tables for name in table["project"]} | set(self.charts)
        return [name for name in (HUB, *self.year.projects) if name in there]

    def title(self, level: str) -> str:
        """Return what a reader calls the hub or a project."""
        if level == HUB:
            return WHOLE_HUB
        return self.year.projects[level]

    def of(self, table: pd.DataFrame, level: str) -> pd.DataFrame:
        """Return the rows of one of its tables that belong to the hub or a project."""
        return table[table["project"].eq(level).fillna(value=False)].reset_index(drop=True)

    def rating(self, level: str, aspect: str = OVERALL) -> tuple[str, str]:
        """Return the rating of this quarter and that of the last."""
        own = self.of(self.status, level)
        rows = own[own["aspect"].eq(aspect)]
        if rows.empty:
            return NOT_RATED, NOT_RATED
        return str(rows["rating"].iloc[0]), str(rows["previous_rating"].iloc[0])

    def noted(self, level: str, kind: str) -> list[str]:
        """Return the notes of one kind on the hub or a project."""
        own = self.of(self.notes, level)
        return [str(text) for text in own.loc[own["kind"].eq(kind), "text"]]


def quarter_view(
    year: HubYear, quarter: Quarter, charts: Mapping[str, ProjectCharts]
) -> QuarterView:
    """Return the quarter as it stood on its last day.

    Parameters
    ----------
    year : HubYear
    quarter : Quarter
    charts : mapping of str to ProjectCharts

    Raises
    ------
    InvalidInput
        If nothing is stated for the quarter, or no body receives its reports.
    """
    status = year.table("status")
    _require_stated(status, quarter)
    bodies = _bodies(year.table("governance-routes"), quarter)
    day = quarter.end
    raid, ratings = year.table("raid"), year.table("raid-ratings")
    tolerances, readings = year.table("tolerances"), year.table("tolerance-readings")
    notes = with_level(year.table("status-notes"))
    return QuarterView(
        year=year,
        quarter=quarter,
        bodies=bodies,
        status=status_in(status, quarter),
        milestones=milestones_on(
            year.table("milestones"), year.table("milestone-forecasts"), quarter
        ),
        risks=raid_on(raid, ratings, quarter, day),
        closed=raid_closed_in(raid, quarter),
        tolerances=breaches(tolerances, readings, quarter),
        exceptions=exceptions_needed(tolerances, readings, year.table("exceptions"), quarter),
        notes=notes[notes["quarter"].eq(str(quarter)).fillna(value=False)],
        charts=charts,
    )


def _require_stated(status: pd.DataFrame, quarter: Quarter) -> None:
    there = sorted(status["quarter"].dropna().unique())
    if str(quarter) in there:
        return
    known = f"There is: {', '.join(there)}." if there else "The table status is empty."
    raise InvalidInput(
        f"No status is stated for {quarter}, so there is nothing to report.",
        f"Add its rows to the table status in data/hub. {known}",
    )


def _bodies(routes: pd.DataFrame, quarter: Quarter) -> tuple[Body, ...]:
    found = route_on(routes, quarter.end)
    found = found[found["report"].ne(ANNUAL)]
    if found.empty:
        raise InvalidInput(
            f"No body receives quarterly reports on {quarter.end}, the last day of {quarter}.",
            "Add the route of that day to the table governance-routes in data/hub.",
        )
    return tuple(
        Body(str(row["body"]), place, quarter.end + dt.timedelta(int(row["days_after_quarter"])))
        for place, row in enumerate(found.to_dict("records"), start=1)
    )


def written(year: HubYear, quarter: Quarter, project: str, aspect: str) -> Mapping[str, str] | None:
    """Return the latest exception written on an aspect up to a quarter, None where there is none.

    Parameters
    ----------
    year : HubYear
    quarter : Quarter
    project, aspect : str
        As in `QuarterView.exceptions`.
    """
    table = with_level(year.table("exceptions"))
    own = table[
        table["project"].eq(project)
        & table["aspect"].eq(aspect)
        & table["quarter"].le(str(quarter)).fillna(value=False)
    ].sort_values("quarter")
    if own.empty:
        return None
    last = own.iloc[-1]
    known = last.drop("decided_on")
    known["decision"] = decision_by(last, quarter)
    return {str(name): str(cell) for name, cell in known.items() if pd.notna(cell)}


def joined(names: Sequence[str]) -> str:
    """Return the bodies of a route in order, as "A, then B, then C"."""
    return ", then ".join(names)
