"""Whether a project's amounts can be brought to prices of one year with the workspace's index."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.errors import Finding
from evaluation.workspace.deflator import PriceIndex
from evaluation.workspace.optional_files import DEFLATOR_FILE
from evaluation.workspace.value_file import ValueFile

EACH_YEAR = "each-year"


def price_findings(value: ValueFile, index: PriceIndex, shown_as: str, slug: str) -> list[Finding]:
    """Return a finding for each amount whose year the price index lacks.

    Parameters
    ----------
    value : ValueFile
    index : PriceIndex
    shown_as, slug : str
        How findings name the file and the project.
    """
    known = set(index.index)
    found = []
    for place, year in _years(value):
        missing = [name for name in (year, value.price_year) if name not in known]
        if year != value.price_year and missing:
            found.append(
                Finding(
                    f"Amounts of {year} cannot be given in prices of {value.price_year}: "
                    f"{DEFLATOR_FILE.as_posix()} has no figure for {missing[0]}.",
                    "Add the year there, or give the amount in prices of another year.",
                    file=shown_as,
                    place=place,
                    project=slug,
                )
            )
    return found


def _years(value: ValueFile) -> Iterator[tuple[str, str]]:
    """Yield the place and price year of every amount."""
    for benefit in value.benefits:
        if benefit.money is not None and benefit.money.unit_value is not None:
            yield f"benefits, {benefit.id}, money, unit_value", benefit.money.unit_value.price_year
    for cost in value.costs:
        own = sorted(cost.amounts) if cost.price_year == EACH_YEAR else [cost.price_year]
        yield from ((f"costs, {cost.id}", year) for year in own)
    plan = value.economics
    if plan is None:
        return
    if plan.qaly_value is not None:
        yield "economics, qaly_value", plan.qaly_value.price_year
    if plan.stopping is not None:
        yield "economics, stopping", plan.stopping.one_off_cost.price_year
    if plan.spread is not None:
        yield "economics, spread", plan.spread.one_off_cost.price_year
