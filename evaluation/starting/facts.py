"""The few facts that a new project needs: how each is asked for, and what it may be.

Both ways to give them, options and questions, are made from `FACTS`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from evaluation.starting import answers
from evaluation.workspace.project import Direction, Domain, KpiKind

PROGRAMMES: Final = ("local-priority", "national-medtech-mandate")
KINDS: Final[tuple[str, ...]] = get_args(KpiKind)
RATE: Final = "rate"
UNITS: Final = {"proportion": "%", "count": "people"}
NO_AUDIT: Final = "none"
Given = Mapping[str, Any]


@dataclass(frozen=True)
class Fact:
    """One fact of a project.

    Parameters
    ----------
    name : str
        As in `ProjectFacts`; the option is the same with hyphens.
    question : str
    parse : callable
        From what was typed to the value, or from what each of several equal options was given;
        a `ValueError` says why not.
    default : callable, optional
        From the facts so far to what is proposed; without it the fact must be given.
    applies : callable
        Whether it is asked for, by the facts so far.
    """

    name: str
    question: str
    parse: Callable[[Any], Any]
    default: Callable[[Given], str] | None = None
    applies: Callable[[Given], bool] = field(default=lambda _: True)

    @property
    def option(self) -> str:
        """How it is given on the command line."""
        return "--" + self.name.replace("_", "-")


@dataclass(frozen=True)
class ProjectFacts:
    """What is said of a new project.

    Parameters
    ----------
    title, clinical_lead, owner : str
        The last two are roles; without an owner it is left to be filled in.
    site : tuple of str
    programme, kind, direction, domain, unit, per : str
        As in project.yml; `per` of a rate only.
    kpi : str
        What the indicator is called in the report.
    go_live : date
    first_month : date or None
        From it the months in the table are filled in.
    audit : str
        A topic of the hub's standards, or "none".
    """

    title: str
    programme: str
    go_live: dt.date
    site: tuple[str, ...]
    clinical_lead: str
    owner: str
    kpi: str
    kind: str
    per: str
    unit: str
    direction: str
    domain: str
    first_month: dt.date | None
    audit: str


def facts_for(topics: Sequence[str]) -> tuple[Fact, ...]:
    """Return the facts in the order of the questions.

    Parameters
    ----------
    topics : sequence of str
        Of the hub's standards, one of which may be audited.
    """
    named = ", ".join(topics)
    return (
        Fact("title", "Title of the project", answers.as_text),
        Fact(
            "programme",
            f"Programme ({' or '.join(PROGRAMMES)})",
            answers.one_of(PROGRAMMES),
            lambda _: PROGRAMMES[0],
        ),
        Fact("go_live", "Go-live date, when the change was in use (2024-10-01)", answers.as_day),
        Fact("site", "Site or sites, with ; between them", _as_sites),
        Fact("clinical_lead", "Clinical lead (role, no name)", answers.as_role),
        Fact("owner", "Senior responsible owner (role, no name)", _as_role_or_none, _blank),
        Fact("kpi", "The main indicator, in a few words", answers.as_text),
        Fact("kind", f"Its kind ({', '.join(KINDS)})", answers.one_of(KINDS)),
        Fact(
            "per",
            "A rate per how many",
            answers.as_multiplier,
            lambda _: "1000",
            lambda given: given.get("kind") == RATE,
        ),
        Fact("unit", "Its unit, as a reader sees it", answers.as_text, _unit),
        Fact(
            "direction",
            "Which way is better (increase or decrease)",
            answers.one_of(get_args(Direction)),
        ),
        Fact(
            "domain",
            f"Its domain ({', '.join(get_args(Domain))})",
            answers.one_of(get_args(Domain)),
            lambda _: "process",
        ),
        Fact(
            "first_month",
            "First month of your data, to fill in the months (Enter: leave the table empty)",
            _as_first_month,
            _blank,
        ),
        Fact(
            "audit",
            f"Standards to audit against ({named}; or {NO_AUDIT})" if named else "Audit (none)",
            answers.one_of((*topics, NO_AUDIT)),
            lambda _: NO_AUDIT,
            lambda _: bool(topics),
        ),
    )


def project_facts(given: Given) -> ProjectFacts:
    """Return the facts from parsed answers; those that did not apply are empty."""
    return ProjectFacts(**{"per": "", "audit": NO_AUDIT, **given})


def _unit(given: Given) -> str:
    kind = given.get("kind", "")
    return f"per {float(given['per']):,g}" if "per" in given else UNITS.get(kind, "")


def _blank(_: Given) -> str:
    return ""


def _as_role_or_none(typed: str) -> str:
    return answers.as_role(typed) if typed.strip() else ""


def _as_sites(typed: str | Sequence[str]) -> tuple[str, ...]:
    """Return the sites of an answer, told apart by semicolons, or of options, one each."""
    parts = [part for part in typed.split(";") if part.strip()] if isinstance(typed, str) else typed
    sites = tuple(map(answers.as_text, parts))
    if not sites:
        raise ValueError("Name at least one site.")
    if len(set(sites)) < len(sites):
        raise ValueError("A site is named twice.")
    return sites


def _as_first_month(typed: str) -> dt.date | None:
    return answers.as_day(typed).replace(day=1) if typed.strip() else None
