"""A reader who tries every table of whole numbers: slow, simple, and of nothing of the package."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from itertools import product

Cell = Hashable


def tables_that_fit(
    counts: Mapping[Cell, int],
    sums: Sequence[tuple[Cell, Sequence[Cell]]],
    hidden: Collection[Cell],
    spans: Mapping[Cell, range],
) -> Iterator[dict[Cell, int]]:
    """Yield every table in which what is not hidden is as published and every sum holds.

    Hidden wholes follow from their parts, so only hidden parts are tried.
    """
    wholes = {whole for whole, _ in sums}
    free = [cell for cell in counts if cell in hidden and cell not in wholes]
    for tried in product(*(spans[cell] for cell in free)):
        table = {**counts, **dict(zip(free, tried, strict=True))}
        for whole, parts in sums:
            found = sum(table[part] for part in parts)
            if whole in hidden:
                table[whole] = found if found in spans[whole] else -1
        if all(table[whole] == sum(table[part] for part in parts) for whole, parts in sums):
            yield table


def possible_counts(
    counts: Mapping[Cell, int],
    sums: Sequence[tuple[Cell, Sequence[Cell]]],
    hidden: Collection[Cell],
    spans: Mapping[Cell, range],
) -> dict[Cell, set[int]]:
    """Return the counts that each hidden cell has in any table that fits."""
    found: dict[Cell, set[int]] = {cell: set() for cell in hidden}
    for table in tables_that_fit(counts, sums, hidden, spans):
        for cell in hidden:
            found[cell].add(table[cell])
    return found
