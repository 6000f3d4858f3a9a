"""Sentences on governance for a board: what was reported, what is at risk, what strayed.

In: what the analyses of governance return. Out: sentences; each number in them is in a table too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from evaluation.hub.governance.quarters import Quarter
from evaluation.present import numbers
from evaluation.present.words import capital, counted, listed

Titles = Mapping[str, str]
NO_SCORE = "No risk or issue that is open has a score."
NOT_READ = "No tolerance was read at the end."
NO_BREACH = "No tolerance was breached or forecast to be breached."
NO_MILESTONE = "No milestone was planned or reached in the year."


def reports_sentence(due: pd.DataFrame, year: str) -> str:
    """Return how many reports fell due in a year and how many were handed in in time.

    Parameters
    ----------
    due : DataFrame
        From `due_reports`, those that fell due in the year.
    year : str
    """
    if due.empty:
        return f"No report is recorded as due in {year}."
    states = due["state"].value_counts()
    in_time, late, never = (int(states.get(name, 0)) for name in ("in time", "late", "overdue"))
    if in_time == len(due):
        return f"In {year} {counted(len(due), 'report')} fell due, and all came in time."
    told = [f"{in_time or 'none'} came in time"]
    told += [f"{late} late"] if late else []
    told += [f"{never} still missing at the end"] if never else []
    whole = counted(len(due), "report")
    return f"Of {whole} that fell due in {year}, {listed(told)}."


def risks_sentence(found: pd.DataFrame, quarter: Quarter) -> str:
    """Return how many risks, issues and actions were open, and how many were extreme or overdue.

    Parameters
    ----------
    found : DataFrame
        From `raid_on`.
    quarter : Quarter
    """
    at = numbers.day_text(quarter.end)
    if found.empty:
        return f"No risk, issue or action was open on {at}."
    kinds = found["kind"].value_counts()
    told = [
        counted(int(kinds[kind]), kind) for kind in ("risk", "issue", "action") if kind in kinds
    ]
    extreme = int(found["band"].eq("extreme").sum())
    overdue = int((found["days_overdue"] > 0).sum())
    verb = "was" if len(found) == 1 else "were"
    return (
        f"{listed(told)} {verb} open on {at}: {extreme or 'none'} rated extreme and "
        f"{overdue or 'none'} overdue."
    )


def moves_since(found: pd.DataFrame, earlier: pd.DataFrame) -> dict[str, list[str]]:
    """Return the ids of the open items whose score rose, fell, stayed or is new.

    Parameters
    ----------
    found, earlier : DataFrame
        From `raid_on` at the ends of this year and of the year before.

    Returns
    -------
    dict of str to list of str
        Keys "rose", "fell", "did not move" and "came in the year".
    """
    before = earlier.set_index("id")["score"]
    rated = found[found["score"].notna()].set_index("id")["score"]
    was = before.reindex(rated.index)
    moves = {
        "rose": (rated > was).fillna(value=False),
        "fell": (rated < was).fillna(value=False),
        "did not move": (rated == was).fillna(value=False),
        "came in the year": was.isna(),
    }
    return {move: sorted(rated.index[is_so.astype("bool")]) for move, is_so in moves.items()}


def moves_sentence(moves: Mapping[str, list[str]]) -> str:
    """Return which items moved, with their ids.

    Examples
    --------
    >>> moves_sentence({"rose": ["R-2", "R-4"], "fell": [], "came in the year": ["R-8"]})
    'Since the year before: R-2 and R-4 rose; R-8 came in the year.'
    """
    told = [f"{listed(ids)} {move}" for move, ids in moves.items() if ids]
    return f"Since the year before: {'; '.join(told)}." if told else NO_SCORE


def moves_caption(moves: Mapping[str, list[str]]) -> str:
    """Return how many items moved.

    Examples
    --------
    >>> moves_caption({"rose": ["R-2", "R-4"], "fell": [], "came in the year": ["R-8"]})
    'Of the risks and issues open at the end, 2 rose and 1 came in the year.'
    """
    told = [f"{len(ids)} {move}" for move, ids in moves.items() if ids]
    return f"Of the risks and issues open at the end, {listed(told)}." if told else NO_SCORE


def serious_lines(found: pd.DataFrame, titles: Titles) -> Iterator[str]:
    """Yield a sentence for each item that is overdue with a high or extreme score.

    Parameters
    ----------
    found : DataFrame
        From `overdue_and_serious`.
    titles : mapping of str to str
    """
    for row in found.to_dict("records"):
        yield (
            f"{row['id']} ({titles.get(row['project'], row['project'])}): {row['title']}. "
            f"{capital(row['band'])}, overdue for {counted(int(row['days_overdue']), 'day')}. "
            f"Response: {row['response']}."
        )


def milestones_sentence(found: pd.DataFrame, year: str) -> str:
    """Return how many milestones were reached in time, late, or not.

    Parameters
    ----------
    found : DataFrame
        From `milestones_of_year`.
    year : str
    """
    if found.empty:
        return NO_MILESTONE
    states = found["state"].value_counts()
    names = {
        "done": "reached in time",
        "done late": "reached late",
        "overdue": "overdue",
        "late": "expected late",
        "on track": "on track",
    }
    told = [f"{states[state]} {name}" for state, name in names.items() if state in states]
    whole = counted(len(found), "milestone")
    return f"Of {whole} planned or reached in {year}, or late at its end: {listed(told)}."


def tolerances_sentence(needed: pd.DataFrame, quarter: Quarter) -> str:
    """Return how many tolerances were beyond their limit, and how many without an exception.

    Parameters
    ----------
    needed : DataFrame
        From `exceptions_needed`.
    quarter : Quarter
    """
    at = numbers.day_text(quarter.end)
    if needed.empty:
        return f"On {at} no tolerance was breached or forecast to be."
    states = needed["state"].value_counts()
    breached, forecast = (int(states.get(name, 0)) for name in ("breached", "forecast to breach"))
    parts = [f"{breached} breached"] if breached else []
    parts += [f"{forecast} forecast to be"] if forecast else []
    missing = int((~needed["is_written"]).sum())
    without = f"{missing} of them without an exception" if missing else "each with an exception"
    whole = counted(len(needed), "tolerance")
    return f"{whole} gave cause for an exception on {at}: {listed(parts)}, {without}."


def missing_lines(needed: pd.DataFrame, titles: Titles) -> Iterator[str]:
    """Yield a sentence for each breach or forecast of one without an exception."""
    for row in needed[~needed["is_written"]].to_dict("records"):
        who = titles.get(row["project"], row["project"])
        yield (
            f"{who}, {row['aspect']}: “{row['measure']}” has been breached or forecast to be since "
            f"{row['since']}, and no exception was reported."
        )


def ratings_sentence(status: pd.DataFrame, quarter: Quarter) -> str:
    """Return how many levels are red, amber and green over all.

    Parameters
    ----------
    status : DataFrame
        From `status_in`.
    quarter : Quarter
    """
    overall = status[status["aspect"].eq("overall")]["rating"].value_counts()
    told = [
        f"{overall[rating]} {rating}"
        for rating in ("red", "amber", "green", "not rated")
        if rating in overall
    ]
    at = numbers.day_text(quarter.end)
    return f"Of the hub and its projects on {at}: {listed(told)}." if told else ""
