"""What a section of a project's notebook consists of: blocks to show, numbers to save."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from evaluation.estimate import CheckResult, Estimate
from evaluation.present.blocks import Block

AsRun = dict[str, Any]  # what was run of one analysis, ready for JSON


@dataclass(frozen=True)
class NamedCheck:
    """A check with the analysis and outcome that it belongs to."""

    analysis: str
    outcome: str
    result: CheckResult


@dataclass(frozen=True)
class SavedFile:
    """A file that a section leaves with the results.

    Parameters
    ----------
    name : str
        Without folder.
    text : str
    """

    name: str
    text: str


@dataclass(frozen=True)
class Section:
    """The content of one section.

    Parameters
    ----------
    blocks : tuple of Block
        Prose, tables and figures in reading order.
    estimates : tuple of Estimate
        Every number that the section reports.
    checks : tuple of NamedCheck
        Checks of its analyses.
    runs : tuple of dict
        What was run of each time series: design, methods, rule, results.
    sentences : tuple of str
        What was found, one sentence for each result, the main one first.
    saved : tuple of SavedFile
        Files that go with the results.
    """

    blocks: tuple[Block, ...]
    estimates: tuple[Estimate, ...] = ()
    checks: tuple[NamedCheck, ...] = field(default=())
    runs: tuple[AsRun, ...] = field(default=())
    sentences: tuple[str, ...] = ()
    saved: tuple[SavedFile, ...] = ()

    def __add__(self, other: Section) -> Section:
        return Section(
            self.blocks + other.blocks,
            self.estimates + other.estimates,
            self.checks + other.checks,
            self.runs + other.runs,
            self.sentences + other.sentences,
            self.saved + other.saved,
        )
