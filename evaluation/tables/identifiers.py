"""Refuse direct identifiers: NHS and hospital numbers, names, postcodes, dates of birth, contacts.

In: a table as text. Out: faults that name the column and never a row or a value.

A column is refused by its name, or by its content. Content is judged on the distinct cells of a
column: what a running text or the usual spacing gives away counts at once; a bare code, which can
fit a pattern by chance (one ten-digit number in eleven has a right check digit), counts only where
a considerable share of the codes fits.

References
----------
ISB 1523 Anonymisation Standard for Publishing Health and Social Care Data (NHS, 2013).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from evaluation.tables.dates import parse_day
from evaluation.tables.nhs_number import candidates, is_nhs_number
from evaluation.tables.schemas import COUNT, NUMBER, SCHEMAS
from evaluation.tables.sentences import Fault

CONSIDERABLE_SHARE = 1 / 3  # of the codes of a column
SHARE_OF_NUMBERS = 1 / 2  # of a column that must hold numbers
FEWEST_BY_CHANCE = 3  # so many of several random codes rarely fit
DECADES_OF_BIRTHS = 4  # an audit or a series does not reach so far, the births of adults do
FEWEST_DATES = 5

REMEDY = "Remove the column, or replace it by a pseudonym: direct identifiers are refused."

NUMERIC_COLUMNS = frozenset(
    str(name)
    for schema in SCHEMAS.values()
    for name, column in schema.columns.items()
    if column.metadata["type"] in (NUMBER, COUNT)
)
NEVER_BIRTHS = frozenset({"period", *NUMERIC_COLUMNS})

_WHO = (
    "(?:patients?|pat|pt|persons?|clients?|serviceusers?|residents?|carers?|mothers?|child|baby"
    "|nextofkin|nok|staff|consultant|gp)?"
)
_NUMBER = "(?:number|num|no|nr|id|identifier)"
NAME_PATTERNS: dict[str, re.Pattern[str]] = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "NHS numbers": rf".*nhs{_NUMBER}.*|nhs|chi{_NUMBER}?|hcn|hc{_NUMBER}"
        "|healthandcarenumber",
        "names of people": rf"{_WHO}(?:sur|fore|first|last|family|given|middle|maiden|former"
        "|preferred|full|christian)?names?|[fls]name|nok|nextofkin|initials|knownas",
        "dates of birth": rf"{_WHO}(?:dob|dateofbirth|birthdate|birthday|dateborn|born)",
        "postcodes": rf"{_WHO}(?:usual|home|current)?(?:postcode|postalcode|pcode|pcds?)",
        "addresses": rf"{_WHO}(?:usual|home|current)?(?:address|addr)(?:line)?",
        "hospital numbers": rf"(?:{_WHO}mrn|medicalrecord{_NUMBER}|hosp(?:ital)?{_NUMBER}"
        rf"|casenotes?{_NUMBER}?|(?:pas|unit|district|rio|emis|systmone|cerner|epic){_NUMBER}"
        rf"|(?:local)?(?:patient|pt|pat|person|client){_NUMBER})",
        "contact details": rf"{_WHO}(?:home|work)?(?:e?mail(?:address)?|(?:tele)?phone{_NUMBER}?"
        rf"|tel{_NUMBER}?|mobile(?:phone)?{_NUMBER}?|landline|contact(?:{_NUMBER}|details))",
    }.items()
}

# Royal Mail's postcode areas
_AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E "
    "EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL "
    "LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM "
    "SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
_OUTWARD = rf"(?:{'|'.join(sorted(_AREAS.split(), key=len, reverse=True))})\d[A-Z\d]?"
_INWARD = r"\d[ABD-HJLNP-UW-Z]{2}"  # C, I, K, M, O and V are not used
_POSTCODE_SPACED = re.compile(rf"(?<!\w){_OUTWARD} {_INWARD}(?!\w)", re.ASCII)
_POSTCODE = re.compile(rf"{_OUTWARD} ?{_INWARD}", re.ASCII | re.IGNORECASE)

_E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE_SPACED = re.compile(
    r"(?<!\w)(?:\+44 ?|0)(?:\d{2,4} \d{3,4} \d{3,4}|\d{4} \d{6})(?!\w)", re.ASCII
)
_PHONE = re.compile(r"(?:\+44|0)[1-37]\d{9}", re.ASCII)
_GROUPED_NUMBER = re.compile(r"\d{3}[ -]\d{3}[ -]\d{4}", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-\d{2}-\d{2}(?:[T ].*)?", re.ASCII)
_UK_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](\d{4})", re.ASCII)


@dataclass(frozen=True)
class Codes:
    """How many distinct codes of a column have a form, and how many of these are valid."""

    of_the_form: int
    valid: int

    def is_considerable(self, share: float, fewest_alone: int = 1) -> bool:
        """Whether so many are valid that chance does not explain it."""
        enough = self.valid >= FEWEST_BY_CHANCE or (self.valid == self.of_the_form >= fewest_alone)
        return enough and self.valid >= share * self.of_the_form


def identifier_faults(table: pd.DataFrame) -> list[Fault]:
    """Return the columns that hold direct identifiers.

    Parameters
    ----------
    table : DataFrame of "string" columns
        As `read_table` returned it.
    """
    faults: list[Fault] = []
    for name in map(str, table.columns):
        by_name = kind_by_name(name)
        cells = table[name].dropna().unique().tolist()
        kind, how = (by_name, "is named like") if by_name else (kind_by_content(cells, name), "")
        if kind:
            sentence = f"The column '{name}' {how or 'holds what look like'} {kind}."
            faults.append(Fault(sentence, REMEDY, column=name))
    return faults


def kind_by_name(name: str) -> str | None:
    """Return which identifier a column's name announces, or None.

    Examples
    --------
    >>> kind_by_name("Patient Forename"), kind_by_name("site_name")
    ('names of people', None)
    """
    letters = re.sub(r"[^a-z]", "", name.lower())
    matches = (kind for kind, pattern in NAME_PATTERNS.items() if pattern.fullmatch(letters))
    return next(matches, None)


def kind_by_content(cells: Iterable[str], column: str = "") -> str | None:
    """Return which identifier the distinct cells of a column hold, or None.

    Parameters
    ----------
    cells : iterable of str
        Distinct cells.
    column : str
        The column's name: columns that must hold numbers are judged more cautiously.

    Examples
    --------
    >>> kind_by_content(["seen by NHS no 999 000 0018 on Monday"])
    'NHS numbers'
    >>> kind_by_content(["R00012", "R00013"]) is None
    True
    """
    cells = list(cells)
    if column in NUMERIC_COLUMNS:
        codes = _counted(cells, candidates, is_nhs_number)
        found = codes.is_considerable(SHARE_OF_NUMBERS, fewest_alone=FEWEST_BY_CHANCE)
        return "NHS numbers" if found else None
    return next(_kinds(cells, column), None)


def kind_given_away(cells: Iterable[str]) -> str | None:
    """Return which identifier one cell alone gives away by its words or its spacing, or None.

    Examples
    --------
    >>> kind_given_away(["R00012", "write to someone@example.org"])
    'contact details'
    >>> kind_given_away(["9990000018"]) is None
    True
    """
    cells = list(cells)
    if _any_in_text(cells):
        return "NHS numbers"
    if any(_E_MAIL.search(cell) or _PHONE_SPACED.search(cell) for cell in cells):
        return "contact details"
    return "full postcodes" if any(_POSTCODE_SPACED.search(cell) for cell in cells) else None


def _kinds(cells: list[str], column: str) -> Iterator[str]:
    if _any_in_text(cells) or _nhs_codes(cells).is_considerable(CONSIDERABLE_SHARE):
        yield "NHS numbers"
    if any(_E_MAIL.search(cell) or _PHONE_SPACED.search(cell) for cell in cells):
        yield "contact details"
    if _matching(cells, _PHONE).is_considerable(CONSIDERABLE_SHARE):
        yield "contact details"
    if any(_POSTCODE_SPACED.search(cell) for cell in cells):
        yield "full postcodes"
    if _matching(cells, _POSTCODE).is_considerable(CONSIDERABLE_SHARE):
        yield "full postcodes"
    if column not in NEVER_BIRTHS and _reach_over_decades(cells):
        yield "dates of birth"


def _any_in_text(cells: list[str]) -> bool:
    """Whether a running text, or the spacing of NHS numbers, holds a valid number."""
    return any(
        is_nhs_number(found)
        for cell in cells
        if " " in cell or _GROUPED_NUMBER.search(cell)
        for found in candidates(cell)
    )


def _nhs_codes(cells: list[str]) -> Codes:
    return _counted((cell for cell in cells if " " not in cell), candidates, is_nhs_number)


def _counted(
    cells: Iterable[str], find: Callable[[str], list[str]], is_valid: Callable[[str], bool]
) -> Codes:
    found = [parts for parts in map(find, cells) if parts]
    return Codes(len(found), sum(any(map(is_valid, parts)) for parts in found))


def _matching(cells: list[str], pattern: re.Pattern[str]) -> Codes:
    return Codes(len(cells), sum(pattern.fullmatch(cell) is not None for cell in cells))


def _reach_over_decades(cells: list[str]) -> bool:
    matches = (_ISO_DAY.fullmatch(cell) or _UK_DAY.fullmatch(cell) for cell in cells)
    years = [int(match[1]) for match in matches if match]
    named = (parse_day(cell) for cell in cells if any(map(str.isalpha, cell)))
    years += [day.year for day in named if day]
    return len(years) >= FEWEST_DATES and len({year // 10 for year in years}) >= DECADES_OF_BIRTHS
