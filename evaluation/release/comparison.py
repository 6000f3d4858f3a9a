"""Compare a year's results with those sealed before: what changed, and why.

In: two `Sealed`. Out: a `Change` for each estimate of either, with reasons that can be checked:
the data, the method or the definition is not what it was.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from evaluation.estimate import Estimate
from evaluation.release.definitions import Definitions, definition, definitions_of
from evaluation.release.sealed import Sealed
from evaluation.run import PACKAGE, FileStamp, RunRecord, last_good, unmarked
from evaluation.workspace import FinancialYear, Workspace

Kind = Literal["unchanged", "revised", "new period", "new", "no longer reported"]
Key = tuple[str, ...]

TABLE_ENDINGS = (".csv", ".xlsx", ".parquet")
SAME = 1e-9  # relative: two computations of the same thing differ by less
NEW_DATA, NEW_METHOD, NEW_DEFINITION = "new data", "new method", "new definition"
OTHER = "another setting of the project"


# of each analysis the measures that a report is about; all others are details of these
MAIN_MEASURES = {"its": ("absolute difference", "relative difference"), "kpi": ("difference",)}
OVERALL_CYCLE = "cycle "


@dataclass(frozen=True)
class Change:
    """What became of one estimate.

    Parameters
    ----------
    kind : {"unchanged", "revised", "new period", "new", "no longer reported"}
        "revised" where the same quantity of the same period has another value; "new period" where
        the quantity is now that of another period.
    before, now : Estimate or None
    reasons : tuple of str
        Why, as far as it can be known: "new data", "new method", "new definition".
    """

    kind: Kind
    before: Estimate | None
    now: Estimate | None
    reasons: tuple[str, ...] = ()

    @property
    def either(self) -> Estimate:
        """The estimate of now, or the former one where there is none now."""
        found = self.now or self.before
        assert found is not None  # noqa: S101 - one of them is there
        return found

    @property
    def is_hidden(self) -> bool:
        """Whether one of the two is suppressed or not estimable, so that no difference is told."""
        return any(item is not None and item.value is None for item in (self.before, self.now))

    @property
    def is_main(self) -> bool:
        """Whether it is one of the results that the report is about."""
        item = self.either
        if item.analysis == "audit":
            return item.measure.startswith(OVERALL_CYCLE) and "," not in item.measure
        return item.measure in MAIN_MEASURES.get(item.analysis, ())


def current_year(
    workspace: Workspace, year: FinancialYear, estimates: Iterable[Estimate]
) -> Sealed:
    """Return the results of now in the form of sealed ones.

    Parameters
    ----------
    workspace : Workspace
    year : FinancialYear
    estimates : iterable of Estimate
        Of all projects.
    """
    records = {
        folder.slug: record
        for folder in workspace.projects
        if (record := last_good(workspace.results / folder.slug)) is not None
    }
    return Sealed(year, tuple(estimates), definitions_of(workspace), records)


def compare(before: Sealed, now: Sealed) -> tuple[Change, ...]:
    """Return what became of every estimate, in the order of now and then of before.

    Parameters
    ----------
    before, now : Sealed
        The results of an earlier year, and those of now.
    """
    exact = _by(_exact_key, before.estimates)
    loose = _by(_loose_key, before.estimates)
    loose_now = Counter(map(_loose_key, now.estimates))
    used: set[Key] = set()
    changes = []
    for estimate in now.estimates:
        former = exact.get(_exact_key(estimate))
        if former is None and loose_now[_loose_key(estimate)] == 1:
            former = loose.get(_loose_key(estimate))
        if former is not None:
            used.add(_exact_key(former))
        changes.append(_change(former, estimate, before, now))
    gone = (item for item in before.estimates if _exact_key(item) not in used)
    return (*changes, *(Change("no longer reported", item, None) for item in gone))


def _change(former: Estimate | None, estimate: Estimate, before: Sealed, now: Sealed) -> Change:
    if former is None:
        return Change("new", None, estimate)
    if former.period != estimate.period:
        return Change("new period", former, estimate, _reasons(former, estimate, before, now))
    if _is_same(former, estimate):
        return Change("unchanged", former, estimate)
    return Change("revised", former, estimate, _reasons(former, estimate, before, now))


def _is_same(former: Estimate, estimate: Estimate) -> bool:
    numbers = ("value", "lower", "upper", "n")
    return former.unit == estimate.unit and all(
        _is_close(getattr(former, name), getattr(estimate, name)) for name in numbers
    )


def _is_close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=SAME, abs_tol=SAME * SAME)


def _reasons(former: Estimate, estimate: Estimate, before: Sealed, now: Sealed) -> tuple[str, ...]:
    ran_before, ran_now = before.records.get(former.project), now.records.get(estimate.project)
    found = []
    if _tables(ran_before) != _tables(ran_now):
        found.append(NEW_DATA)
    if (former.method, former.level) != (estimate.method, estimate.level):
        found.append(NEW_METHOD)
    elif _programs(ran_before) != _programs(ran_now):
        found.append(f"{NEW_METHOD} (another version of the programs)")
    was, is_now = (_definition(former, before), _definition(estimate, now))
    if was != is_now:
        found.append(NEW_DEFINITION)
    return tuple(found) or (OTHER,)


def _definition(estimate: Estimate, year: Sealed) -> object:
    definitions: Definitions = year.definitions
    return (
        estimate.unit,
        definition(definitions, estimate.project, estimate.analysis, estimate.outcome),
    )


def _tables(record: RunRecord | None) -> set[FileStamp]:
    inputs = record.inputs if record else ()
    return {item for item in inputs if unmarked(item.path).endswith(TABLE_ENDINGS)}


def _programs(record: RunRecord | None) -> tuple[object, ...]:
    if record is None:
        return ()
    code = {item for item in record.inputs if item.path == PACKAGE or item.path.endswith(".ipynb")}
    return (code, record.versions)


def _by(key: Callable[[Estimate], Key], estimates: Iterable[Estimate]) -> dict[Key, Estimate]:
    """Return estimates by a key, those left out that share theirs."""
    listed = list(estimates)
    counts = Counter(map(key, listed))
    return {key(item): item for item in listed if counts[key(item)] == 1}


def _loose_key(estimate: Estimate) -> Key:
    return (estimate.project, estimate.analysis, estimate.outcome, estimate.measure)


def _exact_key(estimate: Estimate) -> Key:
    return (*_loose_key(estimate), estimate.period)
