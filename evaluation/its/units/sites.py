"""Several sites, each with its own go-live date, fitted one by one by the same design.

A design, a table of all sites and a `Sites` come in; one `SiteFit` per site goes out, with the
reason where a site cannot be fitted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from evaluation.errors import InvalidInput, nearest
from evaluation.its.designs.control import Control, ControlKind
from evaluation.its.designs.design import Design
from evaluation.its.designs.method import Method
from evaluation.its.designs.moved import moved
from evaluation.its.fitted.fit import Fit, fit
from evaluation.its.preparation.columns import require_columns, require_named
from evaluation.its.preparation.control_line import long_form
from evaluation.its.preparation.periods import parse_periods

GO_LIVE = "go-live"
NO_DATE = "it has no go-live date"
IS_CONTROL = "it is a control"

GoLive = dt.date | Mapping[str, dt.date] | str
Task = tuple[Design, pd.DataFrame]
FitEach = Callable[[Sequence[Task], Method | None], Sequence[Fit | InvalidInput]]


@dataclass(frozen=True)
class Sites:
    """The sites of an evaluation and when each went live.

    Parameters
    ----------
    column : str
        Column with the name of the site of each row.
    go_live : date, mapping of site to date, or str, optional
        One date for all, each site's own, or the column that holds it. By default the dates of
        the design hold for every site. A site without a date is not estimated.
    interruption : str
        Name of the design's interruption that is each site's go-live.
    after : tuple of int
        Periods after the first one with the innovation (0) at which effects are pooled, beside
        the latest that all sites reach and each site's last.
    controls : tuple of str
        Sites that never went live, as controls of each of the others.
    control_kind : {"difference", "model", "offset"}
        How these are used.

    Raises
    ------
    InvalidInput
        If a number of periods is negative.
    """

    column: str
    go_live: GoLive | None = None
    interruption: str = GO_LIVE
    after: tuple[int, ...] = ()
    controls: tuple[str, ...] = ()
    control_kind: ControlKind = "difference"

    def __post_init__(self) -> None:
        if any(periods < 0 for periods in self.after):
            raise InvalidInput(
                "Sites: a number of periods after go-live is negative.", "Use 0 or more."
            )


@dataclass(frozen=True, eq=False)
class SiteFit:
    """One site with its fit, or with the reason why it has none.

    Parameters
    ----------
    site : str
    go_live : date or None
    fit : Fit or None
    reason : str
        Empty where there is a fit.
    """

    site: str
    go_live: dt.date | None
    fit: Fit | None
    reason: str = ""


def fit_one_by_one(tasks: Sequence[Task], method: Method | None) -> list[Fit | InvalidInput]:
    """Fit designs to tables one after the other; an error takes the place of its fit."""
    found: list[Fit | InvalidInput] = []
    for design, data in tasks:
        try:
            found.append(fit(design, data, method))
        except InvalidInput as error:
            found.append(error)
    return found


def fit_sites(
    design: Design,
    data: pd.DataFrame,
    sites: Sites,
    method: Method | None = None,
    fit_each: FitEach = fit_one_by_one,
) -> list[SiteFit]:
    """Fit every site by the same design, around its own go-live date.

    Parameters
    ----------
    design : Design
        Holds an interruption of the name `sites.interruption`, whose date is replaced by each
        site's own, with the end of its roll-out and its last day at the same distance; the dates
        of other interruptions are common to all sites.
    data : DataFrame, one row per site and period
        Not changed.
    sites : Sites
        Which sites and when.
    method : Method, optional
        By default the rule chooses for each site by its length.
    fit_each : callable
        From designs with their tables, and the method, to a fit or an `InvalidInput` for each,
        in their order. An engine that fits many series at once may take its place.

    Returns
    -------
    list of SiteFit
        One per site, by name.

    Raises
    ------
    InvalidInput
        If columns are missing, a site that is named is not in the data, or no site can be
        fitted.

    Notes
    -----
    Go-live dates may be staggered: each site is compared with its own past (and its controls)
    and the effects are pooled by time since go-live. A two-way fixed-effects regression over all
    sites is not offered, because with staggered dates and effects that differ or grow it uses
    sites that are live already as controls, and its answer can have the wrong sign
    (Goodman-Bacon 2021, doi:10.1016/j.jeconom.2021.03.014).
    """
    design, data = long_form(design, data)
    _require_site_columns(design, data, sites)
    names = data[sites.column].astype("str").reset_index(drop=True)
    data = data.reset_index(drop=True).assign(**{sites.column: names.to_numpy()})
    present = sorted(names.unique())
    _require_present(present, sites)
    dates = _go_live_dates(data, sites, design)
    rows = {str(site): group for site, group in data.groupby(sites.column, sort=False)}
    live = [site for site in present if site in dates and site not in sites.controls]
    fitted = _fitted(
        {site: _task(design, sites, site, dates[site], rows) for site in live}, method, fit_each
    )
    found = [_site_fit(site, dates.get(site), fitted, sites) for site in present]
    if not any(each.fit for each in found):
        reasons = [each.reason for each in found if each.reason != IS_CONTROL]
        raise InvalidInput(
            f"None of the {len(found)} sites can be estimated. The first: {reasons[0]}.",
            "Check the go-live dates and the length of the series.",
        )
    return found


def _fitted(
    tasks: Mapping[str, Task | InvalidInput], method: Method | None, fit_each: FitEach
) -> dict[str, Fit | InvalidInput]:
    sound = {site: task for site, task in tasks.items() if not isinstance(task, InvalidInput)}
    faults = {site: task for site, task in tasks.items() if isinstance(task, InvalidInput)}
    return {**faults, **dict(zip(sound, fit_each(list(sound.values()), method), strict=True))}


def _site_fit(
    site: str, date: dt.date | None, fitted: Mapping[str, Fit | InvalidInput], sites: Sites
) -> SiteFit:
    if site in sites.controls:
        return SiteFit(site, None, None, IS_CONTROL)
    answer = fitted.get(site)
    if answer is None:
        return SiteFit(site, None, None, NO_DATE)
    if isinstance(answer, InvalidInput):
        return SiteFit(site, date, None, answer.what.rstrip("."))
    return SiteFit(site, date, answer)


def _require_site_columns(design: Design, data: pd.DataFrame, sites: Sites) -> None:
    require_columns(design, data)
    named = [sites.column, *([sites.go_live] if isinstance(sites.go_live, str) else [])]
    require_named(data, named)
    missing = int(data[sites.column].isna().sum())
    if missing:
        raise InvalidInput(
            f"Column '{sites.column}': {missing} rows name no site.", "Fill them in."
        )
    if design.control is not None and (sites.controls or design.control.column == sites.column):
        raise InvalidInput(
            "The controls of the sites are named twice, or stand in the column of the sites.",
            "Name sites that never went live as controls of the sites, and leave out control.",
        )
    if sites.interruption not in {item.name for item in design.interruptions}:
        raise InvalidInput(
            f"No interruption has the name '{sites.interruption}' of the sites' go-live.",
            "Name the interruption whose date is each site's go-live.",
        )


def _require_present(present: Sequence[str], sites: Sites) -> None:
    named = [*sites.controls, *(sites.go_live if isinstance(sites.go_live, Mapping) else ())]
    for name in named:
        if name not in present:
            near = nearest(name, present)
            remedy = f"Did you mean '{near}'?" if near else "Correct it or remove it."
            raise InvalidInput(f"Column '{sites.column}' has no site '{name}'.", remedy)


def _go_live_dates(data: pd.DataFrame, sites: Sites, design: Design) -> dict[str, dt.date]:
    """Return the go-live date of each site that has one."""
    go_live = sites.go_live
    if isinstance(go_live, Mapping):
        return dict(go_live)
    if isinstance(go_live, str):
        return _dates_in_column(data, sites.column, go_live, design)
    default = next(each.date for each in design.interruptions if each.name == sites.interruption)
    return dict.fromkeys(data[sites.column].unique(), go_live or default)


def _dates_in_column(
    data: pd.DataFrame, site_column: str, column: str, design: Design
) -> dict[str, dt.date]:
    given = data[[site_column, column]].dropna().drop_duplicates()
    parsed = parse_periods(given[column], design.frequency, column)
    pairs = pd.DataFrame({"site": given[site_column].to_numpy(), "date": parsed}).drop_duplicates()
    several = int(pairs["site"].duplicated(keep=False).sum())
    if several:
        raise InvalidInput(
            f"Column '{column}' gives {pairs['site'].duplicated().sum()} sites more than one "
            f"go-live date.",
            "Give every row of a site the same date, or leave it empty.",
        )
    return {
        str(site): stamp.date() for site, stamp in zip(pairs["site"], pairs["date"], strict=True)
    }


def _task(
    design: Design,
    sites: Sites,
    site: str,
    date: dt.date,
    rows: Mapping[str, pd.DataFrame],
) -> Task | InvalidInput:
    """Return one site's design and rows, with those of its controls, or why it has no design."""
    control = design.control
    if sites.controls:
        control = Control(sites.column, site, sites.control_kind)
    try:
        interruptions = tuple(
            moved(item, date) if item.name == sites.interruption else item
            for item in design.interruptions
        )
        own = replace(design, interruptions=interruptions, control=control)
    except InvalidInput as error:
        return error
    return own, pd.concat([rows[name] for name in (site, *sites.controls)])
