"""Counts that add up to each other, as the reader of a table with margins knows them to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluation.disclosure.attack import Cell, Sum


@dataclass(frozen=True)
class Margins:
    """Counts that add up to each other, all of which readers may see or work out.

    Parameters
    ----------
    counts : mapping of cell to int
        True counts.
    sums : tuple of Sum
        Which cells add up to which.
    hidden : frozenset of cells
        What is not printed anyway: suppressed elsewhere, or a remainder that has no cell.
    kept : frozenset of cells
        What is published elsewhere already and cannot be hidden any more.
    weights : mapping of cell to float
        How much the loss of a cell matters, 1 where nothing is said.
    """

    counts: Mapping[Cell, int]
    sums: tuple[Sum, ...]
    hidden: frozenset[Cell] = frozenset()
    kept: frozenset[Cell] = frozenset()
    weights: Mapping[Cell, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for s in self.sums:
            if self.counts[s.whole] != sum(self.counts[part] for part in s.parts):
                raise ValueError("a whole is not the sum of its parts")
