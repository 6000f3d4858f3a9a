"""The sentences of the chapter on education."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from evaluation.disclosure import DisclosureRule, protect_one, shown
from evaluation.hub.education.confidence import Confidence, Response
from evaluation.hub.education.requests import Requests
from evaluation.hub.education.sessions import COMMUNITY, FUNDAMENTALS, Courses
from evaluation.intervals import Effect
from evaluation.present import numbers
from evaluation.present.words import counted, listed
from evaluation.workspace import FinancialYear

PERCENT = 100
NEITHER = 0.5
ONLINE = "Online"  # as the dictionary writes it
KIND_WORDS = {
    FUNDAMENTALS: "Fundamentals of Innovation Adoption",
    "follow-up": "Follow-up of the course",
    COMMUNITY: "Community of practice",
    "ad hoc": "On request",
}


def lead(plan: pd.DataFrame, came: str, year: FinancialYear) -> str:
    """Return the chapter's finding: what was held against the plan, and how many came.

    Parameters
    ----------
    plan : DataFrame
        From `against_plan`.
    came : str
        From `came_words`; left out where no session was held.
    year : FinancialYear
    """
    parts = [
        _against(int(row["held"]), int(row["planned"]), *words)
        for kind, words in (
            (FUNDAMENTALS, ("course", "courses")),
            (COMMUNITY, (f"session of the {COMMUNITY}", f"sessions of the {COMMUNITY}")),
        )
        for row in plan[plan["kind"].eq(kind) & plan["planned"].notna()].to_dict("records")
        if row["planned"] or row["held"]
    ]
    held = int(plan["held"].sum())
    told = f"In {year} the hub held {listed(parts or [counted(held, 'session')])}"
    return f"{told}; {came}." if held else f"{told}."


def came_words(total: int | None, rule: DisclosureRule, *, is_recorded: bool) -> str:
    """Return how many came; nobody only where somebody wrote that down.

    Parameters
    ----------
    total : int or None
        Protected; None where suppressed.
    rule : DisclosureRule
    is_recorded : bool
        Whether there is a record of who came.
    """
    if not is_recorded:
        return "who came is not recorded"
    if total is None:
        return "too few people came for their number to be shown"
    return f"{people(total, rule)} people came, counted once for each session"


def _against(held: int, planned: int, one: str, several: str) -> str:
    if held > planned:
        return f"{counted(held, one, several)}, where {planned or 'none'} had been planned"
    return f"{held} of {counted(planned, f'planned {one}', f'planned {several}')}"


def courses_sentence(found: Courses) -> str:
    """Return where courses were held, whether they alternated, and what is not followed up."""
    if not found.localities:
        return "No course was held in the year."
    count, places = len(found.localities), set(found.localities)
    first = found.localities[0]
    where = "online" if first == ONLINE else f"in {first}"
    if count == 1:
        text = f"The course was held {where}"
    elif places == {first}:
        text = f"All {count} courses were held {where}"
    else:
        text = f"Courses were held in {listed(list(found.localities))}"
    text += f", after {found.before} before the year" if found.before else ""
    if found.alternated is None or places == {ONLINE}:
        text += "."
    else:
        text += f", {'alternating' if found.alternated else 'not alternating'} as planned."
    if found.without_follow_up:
        text += f" {counted(found.without_follow_up, 'course')} had no follow-up session yet."
    return text


def requests_sentence(found: Requests) -> str:
    """Return what waits and how long an answer takes."""
    counts = found.counts
    total = sum(counts.values())
    if not total:
        return "No request had come in by the end of the year."
    text = (
        f"Of {counted(total, 'request')} up to the end of the year, {_of(counts['met'])} met, "
        f"{_of(counts['declined'])} declined, {_of(counts['planned'])} planned and "
        f"{counts['waiting']} {'waits' if counts['waiting'] == 1 else 'wait'}"
    )
    if found.oldest_days is not None:
        oldest = ", for" if counts["waiting"] == 1 else ", the oldest for"
        text += f"{oldest} {counted(found.oldest_days, 'day')}"
    return f"{text}. {_answered(found.answered)}"


def _of(number: int) -> str:
    return f"{number} {'was' if number == 1 else 'were'}"


def _answered(median: Effect) -> str:
    if math.isnan(median.value):
        return "Fewer than half have been answered, so there is no median time yet."
    text = f"Half are answered within {counted(round(median.value), 'day')}"
    waits = "those that wait count for as long as they have"
    if math.isnan(median.lower):
        return f"{text} ({waits}; too few for an interval)."
    lower = numbers.number(median.lower)
    is_open = not math.isfinite(median.upper)
    limits = f"{lower} or more" if is_open else f"{lower} to {numbers.number(median.upper)}"
    return f"{text} (95% interval {limits}; {waits})."


def confidence_sentence(items: Sequence[Confidence]) -> str:
    """Return in how many questions people were more confident at the end, and at the follow-up."""
    known = [each for each in items if not math.isnan(each.gained.value)]
    if not known:
        return "Too few people answered before and after for changes to be shown."
    gained = [each.item for each in known if each.gained.lower > 0]
    lost = sum(each.gained.upper < 0 for each in known)
    text = (
        f"At the end of the course people were clearly more confident in {len(gained)} of "
        f"{counted(len(known), 'question')}{_less(lost)}"
    )
    later = [each for each in items if not math.isnan(each.kept.value)]
    if not later:
        return f"{text}; too few came back to say whether it lasted."
    kept = [each.item for each in later if each.kept.lower > 0]
    lost_later = sum(each.kept.upper < 0 for each in later)
    were = "they still were" if kept and set(kept) <= set(gained) else "they were"
    return f"{text}; at the follow-up {were} in {len(kept)} of {len(later)}{_less(lost_later)}."


def _less(number: int) -> str:
    return f" and clearly less confident in {number}" if number else ""


def response_sentence(found: Response, rule: DisclosureRule) -> str:
    """Return who answered, and whether those who came back were others to begin with."""
    began = protect_one(found.people, rule)
    if not began:
        return "Too few people took part for response rates to be shown."
    text = f"Of {people(began, rule)} people who answered before, "
    text += _rate(found.after, "answered at the end")
    if not found.has_follow_up:
        return f"{text}; no follow-up session has been held yet for enough of them."
    text += f" and {_rate(found.follow_up, 'at the follow-up, where there was one')}."
    if math.isnan(found.tendency.value):
        return f"{text} Too few came back, or too few did not, to compare them with each other."
    if found.tendency.lower > NEITHER or found.tendency.upper < NEITHER:
        way = "more" if found.tendency.value > NEITHER else "less"
        return f"{text} Those who came back were {way} confident to begin with: read it with care."
    return (
        f"{text} Those who came back were not clearly more or less confident to begin with than "
        "those who did not."
    )


def _rate(percentage: float, what: str) -> str:
    if math.isnan(percentage):
        return f"a number that is not shown {what}"
    return f"{numbers.number(percentage)}% {what}"


def community_sentence(held: int, recorded: int, views: int | None) -> str:
    """Return how often the community met, what was recorded and looked at."""
    if not held:
        return "The community of practice did not meet in the year."
    text = f"The community of practice met {counted(held, 'time')}; "
    if not recorded:
        return f"{text}no session was recorded."
    text += f"{counted(recorded, 'session was', 'sessions were')} recorded"
    if views is None:
        return f"{text}, and how often that was looked at is not known."
    return f"{text} and looked at {counted(views, 'time')}."


def people(count: int | None, rule: DisclosureRule) -> str:
    """Return a protected number of people as a reader sees it; None where it is suppressed."""
    return shown(count, rule.mark)
