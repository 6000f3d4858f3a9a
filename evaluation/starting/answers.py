"""What an answer to a question may be: each function takes what was typed and returns it, clean.

A `ValueError` says in a sentence why an answer is not taken.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Final

from evaluation.errors import nearest
from evaluation.tables.hub.persons import names_a_person
from evaluation.workspace import FinancialYear

LONGEST = 200
FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST_SLUG = 60
HUB_RESULTS = "hub"  # the hub's own results lie beside those of projects
# Windows takes these for devices, whatever follows them.
PORTS = (f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))
DEVICES: Final = frozenset({"con", "prn", "aux", "nul", *PORTS})
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?", re.ASCII)
_BRITISH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def as_text(typed: str) -> str:
    """Return a line of text.

    Examples
    --------
    >>> as_text("  Falls clinic ")
    'Falls clinic'
    """
    text = " ".join(typed.split())
    if not text:
        raise ValueError("The answer is empty.")
    if len(text) > LONGEST:
        raise ValueError(f"The answer has more than {LONGEST} characters.")
    if not text.isprintable():
        raise ValueError("The answer has characters that cannot be printed.")
    return text


def as_role(typed: str) -> str:
    """Return a role; what looks like a person's name is refused.

    Examples
    --------
    >>> as_role("Consultant geriatrician")
    'Consultant geriatrician'
    """
    text = as_text(typed)
    if names_a_person(text):
        raise ValueError("This seems to name a person: give the role, such as Lead nurse.")
    return text


def as_day(typed: str) -> dt.date:
    """Return a day written as 2024-10-01, 2024-10 or 01/10/2024, the day before the month.

    Examples
    --------
    >>> as_day("01/10/2024") == as_day("2024-10-01") == as_day("2024-10")
    True
    """
    text = typed.strip()
    if match := _BRITISH_DAY.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    elif match := _DAY.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
    else:
        raise ValueError("A date is written like 2024-10-01.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"A date lies between {FIRST_YEAR} and {LAST_YEAR}.")
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise ValueError("There is no such day.") from None


def as_year(typed: str) -> str:
    """Return a financial year.

    Examples
    --------
    >>> as_year(" 2025/26 ")
    '2025/26'
    """
    return str(FinancialYear.parse(typed.strip()))


def as_multiplier(typed: str) -> str:
    """Return what a rate is per.

    Examples
    --------
    >>> as_multiplier("1,000"), as_multiplier("0.5")
    ('1000', '0.5')
    """
    text = typed.strip().replace(",", "")
    if not re.fullmatch(r"\d{1,9}(?:\.\d{1,6})?", text, re.ASCII) or float(text) <= 0:
        raise ValueError("This must be a number greater than 0, such as 1000.")
    return text


def as_slug(typed: str) -> str:
    """Return the name of a project's folder.

    Examples
    --------
    >>> as_slug("falls-clinic")
    'falls-clinic'
    """
    if not _SLUG.fullmatch(typed) or len(typed) > LONGEST_SLUG:
        near = made_slug(typed)
        hint = f" Did you mean '{near}'?" if near else ""
        raise ValueError(
            "A project's name has lower-case letters, digits and hyphens only, at most "
            f"{LONGEST_SLUG}, and begins with a letter or digit.{hint}"
        )
    if typed == HUB_RESULTS or typed in DEVICES:
        raise ValueError(f"'{typed}' is a name that is in use; choose another.")
    return typed


def made_slug(text: str) -> str:
    """Return a text as a slug; empty where nothing of it can stand in one.

    Examples
    --------
    >>> made_slug("Admissions for falls (65+)"), made_slug("../etc"), made_slug("??")
    ('admissions-for-falls-65', 'etc', '')
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:LONGEST_SLUG].rstrip("-")


def one_of(choices: Sequence[str]) -> Callable[[str], str]:
    """Return the function that takes only one of these words, however written.

    Examples
    --------
    >>> one_of(("rate", "mean"))(" Rate ")
    'rate'
    """

    def chosen(typed: str) -> str:
        word = re.sub(r"[\s_]+", "-", typed.strip().lower())
        if word in choices:
            return word
        near = nearest(word, choices)
        hint = f"Did you mean '{near}'?" if near else f"Choose one of: {', '.join(choices)}."
        raise ValueError(f"This is none of the choices. {hint}")

    return chosen
