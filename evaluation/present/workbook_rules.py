"""What the cells below a heading take: lists to choose from, limits, words that explain them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

LISTS: Final = "Lists"  # the sheet of lists that are too long for a cell
LONGEST_LIST = 255  # characters of a list of allowed values; Excel's limit
LONGEST_PROMPT, LONGEST_PROMPT_TITLE = 255, 32  # characters; Excel's limits
LONGEST_ERROR = 225
EARLIEST_DAY = 1.0  # Excel's first
LEAST_NUMBER = -999_999_999_999_999  # below any that a cell holds exactly
ROWS_TO_FILL = 2000  # below a header, whose cells offer the allowed values


@dataclass(frozen=True, slots=True)
class Span:
    """What the cells of a column take: numbers or days between two ends, either of them open.

    Where something else may stand in a cell too, `instead` says what, and is not refused.
    """

    kind: Literal["whole", "decimal", "date"]
    least: float | None = None
    most: float | None = None
    instead: str = ""


class Ruled(Protocol):
    """A sheet whose columns have rules, by their headings."""

    @property
    def title(self) -> str:
        """Its name."""

    @property
    def columns(self) -> Sequence[tuple[str, int]]:
        """Headings and widths."""

    @property
    def choices(self) -> Mapping[str, Sequence[str]]:
        """Values to choose from."""

    @property
    def sources(self) -> Mapping[str, tuple[str, str]]:
        """Sheets and headings whose cells are chosen from."""

    @property
    def above(self) -> Sequence[object]:
        """Lines above the headings."""

    @property
    def spans(self) -> Mapping[str, Span]:
        """Numbers or days."""

    @property
    def prompts(self) -> Mapping[str, str]:
        """What is told of a selected cell."""


def ranges_to_choose_from(
    sheets: Sequence[Ruled],
) -> tuple[dict[str, dict[str, str]], dict[str, Sequence[str]]]:
    """Return the cells that others choose from: long lists, and what stands on other sheets.

    Parameters
    ----------
    sheets : sequence of Ruled

    Returns
    -------
    ranges : dict of str to dict
        By title and heading, the formula of the cells that hold the list.
    lists : dict of str to sequence of str
        What does not fit into a cell: by the heading on the sheet of lists, the values.
    """
    ranges: dict[str, dict[str, str]] = {}
    lists: dict[str, Sequence[str]] = {}
    places: dict[tuple[str, ...], str] = {}
    for sheet in sheets:
        for header, values in sheet.choices.items():
            if fits_in_a_cell(values):
                continue
            key = tuple(values)
            if key not in places:
                letter = get_column_letter(len(lists) + 1)
                places[key] = f"'{LISTS}'!${letter}$2:${letter}${len(values) + 1}"
                lists[f"{sheet.title}: {header}"] = values
            ranges.setdefault(sheet.title, {})[header] = places[key]
    for sheet in sheets:
        for header, source in sheet.sources.items():
            cells = _filled_cells(sheets, *source)
            if cells and header not in sheet.choices:
                ranges.setdefault(sheet.title, {})[header] = cells
    return ranges, lists


def _filled_cells(sheets: Sequence[Ruled], title: str, heading: str) -> str:
    """Return the formula of what is filled in below a heading; empty where there is none."""
    for sheet in sheets:
        headings = [header for header, _ in sheet.columns]
        if sheet.title == title and heading in headings:
            letter, first = get_column_letter(headings.index(heading) + 1), len(sheet.above) + 2
            top = f"'{title}'!${letter}${first}"
            counted = f"COUNTA({top}:${letter}${first + ROWS_TO_FILL - 1})"
            return f"OFFSET({top},0,0,MAX(1,{counted}),1)"
    return ""


def fits_in_a_cell(values: Sequence[str]) -> bool:
    """Whether a list of allowed values may stand in the rule of a cell itself.

    Examples
    --------
    >>> fits_in_a_cell(["met", "not met"]), fits_in_a_cell(["Ward 1, north", "Ward 2"])
    (True, False)
    """
    joined = ",".join(values)
    return len(joined) <= LONGEST_LIST and not any("," in value or '"' in value for value in values)


def offer(page: Worksheet, sheet: Ruled, head: int, ranges: Mapping[str, str]) -> None:
    """Let the cells below each heading take only what they may, and say what that is.

    Parameters
    ----------
    page : Worksheet
    sheet : Ruled
    head : int
        The row of the headings.
    ranges : mapping of str to str
        By heading, the cells that hold its list, where it does not stand in the rule.
    """
    for number, (header, _) in enumerate(sheet.columns, start=1):
        rule = _rule(sheet, header, ranges.get(header))
        prompt = sheet.prompts.get(header, "")
        if rule is None and not prompt:
            continue
        rule = rule or DataValidation(allow_blank=True)
        if prompt:
            rule.promptTitle, rule.prompt = header[:LONGEST_PROMPT_TITLE], _cut(prompt)
            rule.showInputMessage = True
        column = get_column_letter(number)
        rule.add(f"{column}{head + 1}:{column}{head + ROWS_TO_FILL}")
        page.add_data_validation(rule)


def _rule(sheet: Ruled, header: str, cells: str | None) -> DataValidation | None:
    values, span = sheet.choices.get(header), sheet.spans.get(header)
    if values or cells:
        formula = cells or f'"{",".join(values or ())}"'
        rule = DataValidation(type="list", formula1=formula, allow_blank=True)
        said = f"Choose one of: {', '.join(values or ())}"
        is_short = values and len(said) <= LONGEST_ERROR
        rule.error = said if is_short else "Choose one from the list of this cell."
    elif span is not None:
        rule = _rule_of(span)
    else:
        return None
    rule.errorTitle, rule.showErrorMessage = header[:LONGEST_PROMPT_TITLE], True
    return rule


def _rule_of(span: Span) -> DataValidation:
    kind = {"whole": "a whole number", "decimal": "a number", "date": "a day"}[span.kind]
    least = span.least
    if least is None and span.most is None:  # a rule needs an end
        least = EARLIEST_DAY if span.kind == "date" else LEAST_NUMBER
    ends = [f"{end:.15g}" for end in (least, span.most) if end is not None]
    operator = "between"
    if span.most is None:
        operator = "greaterThanOrEqual"
    elif least is None:
        operator = "lessThanOrEqual"
    rule = DataValidation(
        type=span.kind,
        operator=operator,
        formula1=ends[0],
        formula2=ends[1] if len(ends) > 1 else None,
        allow_blank=True,
    )
    is_open = span.least is None and span.most is None
    rule.error = f"Type {kind}." if is_open or span.kind == "date" else _said(kind, span)
    if span.instead:
        rule.errorStyle, rule.error = "warning", f"{rule.error} {span.instead}"
    return rule


def _said(kind: str, span: Span) -> str:
    if span.most is None:
        return f"Type {kind}: {span.least:.15g} or more."
    if span.least is None:
        return f"Type {kind}: {span.most:.15g} or less."
    return f"Type {kind}: {span.least:.15g} to {span.most:.15g}."


def _cut(prompt: str) -> str:
    return prompt if len(prompt) <= LONGEST_PROMPT else f"{prompt[: LONGEST_PROMPT - 1]}…"
