"""Reads the table of a `StandardiseSpec` under the names that the methods use.

In: the spec and its folder. Out: a typed table with the groups in columns "group:NAME", and what a
reader must be told of how it was read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from evaluation.equity.deprivation import (
    imd_decile,
    imd_quintile,
    is_core20,
    one_edition,
    require_geography,
)
from evaluation.equity.standardised import age_bands, first_ages
from evaluation.single.reading import empty_cells, read_texts, refuse
from evaluation.tables.convert import to_counts, to_numbers
from evaluation.tables.sentences import Fault
from evaluation.workspace import Table
from evaluation.workspace.standardise_spec import ColumnChoice, Deprivation, StandardiseSpec

GROUP: Final = "group:"
"""Before the name of a group's column, so that none can be taken for a result."""

WEIGHT: Final = "weight"
BY_AGE: Final = ("direct", "indirect", "life-expectancy")

_ROLES: Final = ("age_band", "count", "population", "value", "event_frequency")
_WHOLE: Final = ("count", "event_frequency")

_AGE_BAND_FAULT: Final = "'{column}' names no age band."
_AGE_BAND_REMEDY: Final = (
    "Write 0-4, 5-9, ... and 90+; remove totals. A spreadsheet may have turned 5-9 into a date."
)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A table ready for its method.

    Parameters
    ----------
    table : DataFrame
        Columns age_band, count, population, value, event_frequency and weight, those that the
        spec names, and "group:NAME" for each group.
    warnings : list of str
        What was decided on the way.
    """

    table: pd.DataFrame
    warnings: list[str]

    @property
    def by(self) -> list[str]:
        """The columns that tell the groups apart."""
        return [str(name) for name in self.table if str(name).startswith(GROUP)]


def prepare(spec: StandardiseSpec, folder: Path) -> Prepared:
    """Return the table of a spec with all its columns checked.

    Raises
    ------
    InvalidInput
        With the rows, if a cell is empty, no number or no age band, or editions are mixed.
    """
    columns = {role: getattr(spec, role) for role in _ROLES if getattr(spec, role) is not None}
    if isinstance(spec.standard, ColumnChoice):
        columns[WEIGHT] = spec.standard.column
    groups = {f"{GROUP}{name}": name for name in spec.groups}
    named = {**columns, **groups, **(_deprivation_columns(spec.imd) if spec.imd else {})}
    texts = read_texts(spec.data, folder, list(dict.fromkeys(named.values())))
    table = pd.DataFrame({role: texts[name] for role, name in named.items()})
    typed, faults = _typed(table, columns, must_be_whole=_whole(spec))
    required = [*groups, "age_band", "event_frequency", WEIGHT]
    required += ["population"] if spec.method in BY_AGE else []
    filled = table[[role for role in required if role in table]].rename(columns=named)
    refuse([*empty_cells(filled), *faults], spec.data)
    return _with_deprivation(spec, typed)


def read_bands(source: Table, folder: Path, columns: dict[str, str]) -> pd.DataFrame:
    """Return another table with a row per age band: age_band, count and population."""
    texts = read_texts(source, folder, list(columns.values()))
    table = pd.DataFrame({role: texts[name] for role, name in columns.items()})
    typed, faults = _typed(table, columns, must_be_whole=())
    refuse([*empty_cells(table.rename(columns=columns)), *faults], source)
    return typed


def read_totals(source: Table, folder: Path, count: str, groups: list[str]) -> pd.DataFrame:
    """Return observed totals: count, and "group:NAME" for each group."""
    texts = read_texts(source, folder, [*groups, count])
    typed, faults = _typed(
        pd.DataFrame({"count": texts[count]}), {"count": count}, must_be_whole=["count"]
    )
    refuse([*empty_cells(texts), *faults], source)
    return typed.assign(**{f"{GROUP}{name}": texts[name] for name in groups})


def _whole(spec: StandardiseSpec) -> Collection[str]:
    """Return the columns of whole numbers: those that count people."""
    return ("count", "population") if spec.method == "proportion" else _WHOLE


def _deprivation_columns(imd: Deprivation) -> dict[str, str]:
    columns = {"imd:rank": imd.rank}
    if imd.lsoa:
        columns["imd:lsoa"] = imd.lsoa
    if isinstance(imd.edition, ColumnChoice):
        columns["imd:edition"] = imd.edition.column
    return columns


def _typed(
    table: pd.DataFrame, columns: dict[str, str], *, must_be_whole: Collection[str]
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return a table with its numbers as numbers, and the faults of its cells."""
    typed = table.copy()
    faults: list[Fault] = []
    for role, name in columns.items():
        given = table[role].rename(name)
        if role == "age_band":
            faults += _of_rows(
                given[first_ages(given).isna() & given.notna()], _AGE_BAND_FAULT, _AGE_BAND_REMEDY
            )
            continue
        convert = to_counts if role in must_be_whole else to_numbers
        typed[role], found = convert(given)
        negative = given[typed[role].lt(0).fillna(value=False).astype(bool)]
        faults += [*found, *_of_rows(negative, "'{column}' is below 0.", "Correct it.")]
    return typed, faults


def _of_rows(bad: pd.Series, sentence: str, remedy: str) -> list[Fault]:
    if bad.empty:
        return []
    rows = tuple(int(row) for row in bad.index)
    return [Fault(sentence.format(column=bad.name), remedy, rows, str(bad.name))]


def _with_deprivation(spec: StandardiseSpec, table: pd.DataFrame) -> Prepared:
    """Return a table with the groups that its ranks make, and without their columns."""
    warnings = _warnings(spec, table)
    if spec.imd is None:
        return Prepared(table, warnings)
    ranks, faults = to_counts(table["imd:rank"].rename(spec.imd.rank))
    refuse(faults, spec.data)
    named = spec.imd.edition
    edition = one_edition(
        named if isinstance(named, str) else table["imd:edition"].dropna().tolist()
    )
    refuse(
        _of_rows(
            ranks[~(ranks.between(1, edition.areas).fillna(value=True))],
            f"'{{column}}' is not among 1 to {edition.areas:,}, the ranks of the edition "
            f"{edition.name}.",
            "Check the edition, and that these are ranks.",
        ),
        spec.data,
    )
    if "imd:lsoa" in table:
        require_geography(table["imd:lsoa"], edition.name)
    warnings = [
        *warnings,
        f"Deprivation: {edition.title} ({edition.geography}); 1 is the most deprived.",
    ]
    ready = table.drop(columns=[name for name in table if str(name).startswith("imd:")])
    if spec.imd.group != "none":
        make = {"decile": imd_decile, "quintile": imd_quintile, "core20": is_core20}
        ready[f"{GROUP}{spec.imd.group_name}"] = make[spec.imd.group](ranks, edition.name)
    if ranks.isna().any() and spec.method in BY_AGE:
        ready = ready[ranks.notna()]
        warnings.append("Rows without a rank of deprivation are left out.")
    return Prepared(ready, warnings)


def _warnings(spec: StandardiseSpec, table: pd.DataFrame) -> list[str]:
    """Return what was decided on what the table leaves open."""
    if spec.method not in BY_AGE:
        return []
    warnings = [
        f"The age band {band} runs into the next one; it is taken to end where that begins."
        for band in age_bands(table["age_band"].unique()).overlapping
    ]
    if spec.empty_counts == "nought" and "count" in table and table["count"].isna().any():
        warnings.append("Empty counts are taken as 0; 'empty_counts: missing' leaves them unknown.")
    keys = [name for name in ("age_band", "event_frequency") if name in table]
    keys += [str(name) for name in table if str(name).startswith(GROUP)]
    if spec.imd is None and table.duplicated(keys).any():
        warnings.append("Rows of the same group and age band are added up, populations too.")
    return warnings
