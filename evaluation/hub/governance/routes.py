"""Who receives which report when: the governance route by date, and what was handed in.

In: the tables governance-routes and governance-submissions. A quarter's report goes to the bodies
that are on the route on the quarter's last day, even where the route changes before it is due.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import pandas as pd

from evaluation.hub.governance.quarters import Quarter
from evaluation.hub.governance.stated import days_between, moment

ROUTE_COLUMNS = ["body", "order", "report", "days_after_quarter"]
KEYS = ["body", "report", "quarter"]
DUE_COLUMNS = [*KEYS, "due", "submitted", "days_late", "state"]
QUARTERLY, ANNUAL, BOTH = "highlight and exception", "annual", "both"
HIGHLIGHT, EXCEPTION = "highlight", "exception"


def route_on(routes: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return the bodies that reports go to on a day, in order.

    Parameters
    ----------
    routes : DataFrame
        The table governance-routes; an empty start has always been, an empty end is to date.
    day : date

    Returns
    -------
    DataFrame
        body, order, report and days_after_quarter, one row per body, or more where its reports
        are due on different days.

    Examples
    --------
    >>> routes = pd.DataFrame({"body": ["Board", "Group"], "order": [2, 1], "report": "both",
    ...     "start": pd.Timestamp("2024-05-01"), "end": pd.NaT, "days_after_quarter": [42, 21]})
    >>> route_on(routes, dt.date(2024, 6, 30))["body"].to_list()
    ['Group', 'Board']
    >>> len(route_on(routes, dt.date(2024, 4, 30)))
    0
    """
    on = moment(day)
    has_begun = routes["start"].isna() | (routes["start"] <= on)
    has_not_ended = routes["end"].isna() | (routes["end"] >= on)
    found = routes.loc[has_begun & has_not_ended, ROUTE_COLUMNS]
    return found.sort_values(["order", "body"], kind="stable").reset_index(drop=True)


def due_reports(
    routes: pd.DataFrame,
    submissions: pd.DataFrame,
    quarters: Sequence[Quarter],
    day: dt.date,
    exception_quarters: Collection[Quarter] = (),
) -> pd.DataFrame:
    """Return every report that is due on some quarters, and what became of it by a day.

    Parameters
    ----------
    routes, submissions : DataFrame
        The tables governance-routes and governance-submissions.
    quarters : sequence of Quarter
        Those that the reports are on.
    day : date
        What was handed in later does not count.
    exception_quarters : collection of Quarter
        Those in which a tolerance was breached or forecast to be: only then is an exception report
        due to those who receive highlight reports.

    Returns
    -------
    DataFrame
        body, report ("highlight", "exception" or "annual"), quarter, due, submitted, days_late
        and state: "in time", "late", "overdue" (not handed in and past its day) or "not yet due".
        Annual reports are on the last quarter of a year. In order of quarter, report and route.
    """
    rows = [
        (body["body"], report, str(quarter), _due(quarter, body["days_after_quarter"]), place)
        for quarter in quarters
        for place, body in enumerate(route_on(routes, quarter.end).to_dict("records"))
        for report in _reports(body["report"], quarter, quarter in exception_quarters)
    ]
    due = pd.DataFrame(rows, columns=[*KEYS, "due", "place"]).astype(
        {**dict.fromkeys(KEYS, "string"), "due": "datetime64[ns]"}
    )
    found = due.merge(_handed_in(submissions, day), on=KEYS, how="left")
    found["days_late"] = days_between(found["due"], found["submitted"]).clip(lower=0)
    found["state"] = _states(found, moment(day))
    in_order = found.assign(kind=found["report"].map({HIGHLIGHT: 0, EXCEPTION: 1}).fillna(2))
    in_order = in_order.sort_values(["quarter", "kind", "place"], kind="stable")
    return in_order[DUE_COLUMNS].reset_index(drop=True)


def off_route(routes: pd.DataFrame, submissions: pd.DataFrame) -> pd.DataFrame:
    """Return submissions to bodies that were not on the route on their quarter's last day."""
    is_expected = [
        body in set(route_on(routes, Quarter.parse(quarter).end)["body"])
        for body, quarter in zip(submissions["body"], submissions["quarter"], strict=True)
    ]
    is_off = ~pd.Series(is_expected, index=submissions.index, dtype="bool")
    return submissions[is_off].reset_index(drop=True)


def _reports(receives: str, quarter: Quarter, has_exception: bool) -> list[str]:  # noqa: FBT001
    """Return the kinds of report on a quarter that a body receives."""
    kinds = []
    if receives in (QUARTERLY, BOTH):
        kinds += [HIGHLIGHT, EXCEPTION] if has_exception else [HIGHLIGHT]
    if receives in (ANNUAL, BOTH) and quarter.is_last_of_year:
        kinds.append(ANNUAL)
    return kinds


def _due(quarter: Quarter, days: int) -> pd.Timestamp:
    return moment(quarter.end) + pd.Timedelta(days=int(days))


def _handed_in(submissions: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return the first time that each report was handed in, up to a day."""
    by_then = submissions[submissions["submitted"] <= moment(day)]
    first = by_then.sort_values("submitted", kind="stable").drop_duplicates(KEYS)
    return first[[*KEYS, "submitted"]].astype(
        {**dict.fromkeys(KEYS, "string"), "submitted": "datetime64[ns]"}
    )


def _states(found: pd.DataFrame, on: pd.Timestamp) -> pd.Series:
    states = pd.Series("not yet due", index=found.index, dtype="string")
    is_in = found["submitted"].notna()
    states[~is_in & (found["due"] < on)] = "overdue"
    states[is_in] = "in time"
    states[is_in & (found["submitted"] > found["due"])] = "late"
    return states
