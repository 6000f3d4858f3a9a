"""The formulas of the workbook's summary, and the values that they have now.

In: a model. Out: rows of a sheet whose cells are formulas over named inputs, with their values from
the program, so that a reader that does not calculate shows numbers too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

from openpyxl.utils import get_column_letter

from evaluation.templates.impact_cells import (
    COSTS_SHEET,
    FIRST_ROW,
    INTERVENTION_SHEET,
    cell_name,
    cost_rows,
    intervention_rows,
    price_name,
)
from evaluation.value.impact import PER_PEOPLE, Impact, Line, base_case, year_names
from evaluation.workspace.impact_spec import ImpactSpec

TITLE_ROW, HEAD = 1, 3
FIRST_YEAR_COLUMN = 4  # after label, kind and who bears it
KIND_COLUMNS = {"kind": "B", "payer": "C"}
OF_COSTS = {"kind": "I", "payer": "J"}
WITH: Final = MappingProxyType({"now": "without", "then": "with"})
OF_ONE_OFFS = {"kind": "H", "payer": "I"}


@dataclass(frozen=True)
class FormulaRow:
    """One row: its words, links to kind and payer, and for each year a formula and its value.

    Parameters
    ----------
    label : str
    links : tuple of (str, str)
        Formula and value of the columns "Kind" and "Borne by"; empty for none.
    formulas : tuple of str
    values : tuple of float
    is_total : bool
        Whether it is printed in bold.
    shown_as : str
        Number format.
    """

    label: str
    links: tuple[tuple[str, str], ...]
    formulas: tuple[str, ...]
    values: tuple[float, ...]
    is_total: bool = False
    shown_as: str = "#,##0"


class Summary:
    """The rows of the summary, each knowing the rows before it.

    Parameters
    ----------
    spec : ImpactSpec
    """

    def __init__(self, spec: ImpactSpec) -> None:
        self.spec = spec
        self.found: Impact = base_case(spec)
        self.rows: list[FormulaRow | None] = []
        self._at: dict[str, int] = {}
        self._people()
        self._costs("now")
        self._costs("then")
        self._net()
        self._totals()

    @property
    def years(self) -> list[str]:
        """The financial years, one a column."""
        return year_names(self.spec)

    def _add(
        self,
        name: str,
        label: str,
        formula: Callable[[int], str],
        values: Iterable[float],
        *,
        links: tuple[tuple[str, str], ...] = (),
        is_total: bool = False,
        shown_as: str = "#,##0",
    ) -> None:
        self._at[name] = HEAD + 1 + len(self.rows)
        formulas = tuple(f"={formula(year)}" for year in range(self.spec.years))
        numbers = tuple(float(value) for value in values)
        self.rows.append(FormulaRow(label, links, formulas, numbers, is_total, shown_as))

    def _space(self) -> None:
        self.rows.append(None)

    def cell(self, name: str, year: int) -> str:
        """Return the address of a row's cell in a year, 0 the first."""
        return f"{get_column_letter(FIRST_YEAR_COLUMN + year)}{self._at[name]}"

    def _people(self) -> None:
        size, growth = cell_name("population.size"), cell_name("population.growth")
        found = self.found
        self._add(
            "population",
            "Population",
            lambda year: f"{size}*(1+{growth}/100)^{year}",
            found.population,
        )
        steps = "".join(
            f"*{cell_name(f'eligibility.{item.id}')}/100" for item in self.spec.eligibility
        )
        self._add(
            "eligible",
            "Eligible people",
            lambda year: f"{self.cell('population', year)}{steps}",
            found.eligible,
        )
        current = cell_name("uptake.current")
        self._add(
            "now",
            "People who have it without the change",
            lambda year: f"{self.cell('eligible', year)}*{current}/100",
            found.current_users,
        )
        self._add(
            "then",
            "People who have it with the change",
            lambda year: (
                f"{self.cell('eligible', year)}*{cell_name(f'uptake.year-{year + 1}')}/100"
            ),
            found.future_users,
        )
        for when, users in (("now", found.current_users), ("then", found.future_users)):
            new = list(users)
            if self.spec.cohort == "prevalent":
                before = [found.current_users[0], *users[:-1]]
                new = [max(here - last, 0.0) for here, last in zip(users, before, strict=True)]
            self._add(
                f"new {when}",
                f"Of them in their first year, {WITH[when]} the change",
                partial(self._first_year, when),
                new,
            )
        self._space()

    def _first_year(self, when: str, year: int) -> str:
        here = self.cell(when, year)
        if self.spec.cohort == "incident":
            return here
        before = self.cell(when, year - 1) if year else self.cell("now", 0)
        return f"MAX({here}-{before},0)"

    def _costs(self, when: str) -> None:
        for line in self.found.lines:
            values = line.future if when == "then" else line.current
            self._add(
                f"{line.id} {when}",
                f"{line.name}: cost {WITH[when]} the change",
                partial(self._cost, line, when),
                values,
            )
        names = [f"{line.id} {when}" for line in self.found.lines]
        self._add(
            f"total {when}",
            f"Cost {WITH[when]} the change",
            lambda year: "+".join(self.cell(name, year) for name in names),
            self.found.future if when == "then" else self.found.current,
            is_total=True,
        )
        self._space()

    def _cost(self, line: Line, when: str, year: int) -> str:
        side = line.id.partition(".")[0]
        users, price = self.cell(when, year), price_name(line.id)
        if side == "new":
            units, free = cell_name(f"{line.id}.units"), cell_name(f"{line.id}.free-units")
            first = self.cell(f"new {when}", year)
            return f"({users}*{units}-{first}*MIN({free},{units}))*{price}"
        if side == "current":
            others = f"({self.cell('eligible', year)}-{users})"
            return f"{others}*{cell_name(f'{line.id}.units')}*{price}"
        if side == "consequences":
            return f"{users}*{cell_name(f'{line.id}.change')}*{price}"
        key = f"{line.id}.year-{year + 1}"
        has_one = key in dict(self.spec.inputs())
        return cell_name(key) if when == "then" and has_one else "0"

    def _net(self) -> None:
        for line in self.found.lines:
            self._add(
                f"{line.id} net",
                f"{line.name}: net impact",
                partial(self._difference, f"{line.id} then", f"{line.id} now"),
                line.net,
                links=self._links(line),
            )
        self._space()

    def _difference(self, over: str, under: str, year: int) -> str:
        return f"{self.cell(over, year)}-{self.cell(under, year)}"

    def _sum_where(self, column: str, name: str, first: int, last: int, year: int) -> str:
        letter = get_column_letter(FIRST_YEAR_COLUMN + year)
        return f'SUMIF({column},"{name}",{letter}{first}:{letter}{last})'

    def _links(self, line: Line) -> tuple[tuple[str, str], ...]:
        """Return links to where kind and payer of a line stand."""
        if line.id.startswith("one-off"):
            keys = [row.key for row in intervention_rows(self.spec)]
            row, sheet, columns = keys.index(f"{line.id}.year-1"), INTERVENTION_SHEET, OF_ONE_OFFS
        else:
            keys = [row.key.rpartition(".")[0] for row in cost_rows(self.spec)]
            row, sheet, columns = keys.index(line.id), COSTS_SHEET, OF_COSTS
        at = FIRST_ROW + row
        return (
            (f"='{sheet}'!{columns['kind']}{at}", line.kind),
            (f"='{sheet}'!{columns['payer']}{at}", line.payer),
        )

    def _totals(self) -> None:
        found = self.found
        net = [f"{line.id} net" for line in found.lines]
        self._add(
            "net",
            "Net impact (above 0 a cost, below 0 a saving)",
            partial(self._difference, "total then", "total now"),
            found.net,
            is_total=True,
        )
        self._add(
            "cumulative",
            "Net impact up to and with the year",
            lambda year: (
                f"{self.cell('cumulative', year - 1)}+{self.cell('net', year)}"
                if year
                else self.cell("net", 0)
            ),
            found.cumulative,
            is_total=True,
        )
        first, last = self._at[net[0]], self._at[net[-1]]
        parts = (
            ("cash", "kind", "Of the net impact, cash", found.net_of(kind="cash")),
            ("capacity", "kind", "Of the net impact, capacity", found.net_of(kind="capacity")),
            ("provider", "payer", "Borne by providers", found.net_of(payer="provider")),
            ("commissioner", "payer", "Borne by commissioners", found.net_of(payer="commissioner")),
        )
        for name, what, label, values in parts:
            column = KIND_COLUMNS[what]
            self._add(
                name,
                label,
                partial(self._sum_where, f"${column}${first}:${column}${last}", name, first, last),
                values,
            )
        self._add(
            "per people",
            f"Net impact for {PER_PEOPLE:,} {self.spec.population.of}",
            lambda year: f"{self.cell('net', year)}/{self.cell('population', year)}*{PER_PEOPLE}",
            found.per_people,
        )
