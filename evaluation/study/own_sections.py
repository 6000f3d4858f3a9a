"""What a notebook calls to show a section of an evaluator's own: a table or a chart of a frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from evaluation.study.inputs import StudyInputs
from evaluation.study.own import Draw, indicator, own_figure, own_table
from evaluation.study.own_frame import Columns
from evaluation.study.section import Section


class OwnSections:
    """The part of a `Study` that shows what its notebook adds."""

    inputs: StudyInputs

    def indicator(self, kpi: str, dimension: str = "") -> pd.DataFrame:
        """Return the rows of one of the project's indicators, for a section of your own.

        They hold true counts: show them with `show_table` or `show_figure` only.

        Parameters
        ----------
        kpi : str
            Its id in project.yml.
        dimension : str
            Broken down by this, such as "ethnicity"; empty gives the whole.

        Raises
        ------
        InvalidInput
            If there is no such indicator, or it is not broken down so.
        """
        return indicator(self.inputs, kpi, dimension)

    def show_table(
        self,
        frame: pd.DataFrame,
        caption: str,
        *,
        counts: Sequence[str] = (),
        decimals: Mapping[str, int] | None = None,
        shares: Mapping[str, tuple[str, str]] | None = None,
        label: str = "",
    ) -> None:
        """Show a table of your own, with small numbers hidden by the project's rule.

        Parameters
        ----------
        frame : DataFrame, at most 60 rows
        caption : str
            One sentence that says what the table shows.
        counts : sequence of str
            The columns that count people.
        decimals : mapping of str to int
            The columns of other numbers, with the decimals that a reader sees.
        shares : mapping of str to (str, str)
            New columns in percent: of which count, among which.
        label : str
            Tells it from another table with the same caption.

        Raises
        ------
        InvalidInput
            If a column of numbers is not named, or something in it must not be shown.
        """
        columns = Columns(counts, decimals or {}, shares or {})
        self._show_own(own_table(self.inputs, frame, columns, caption, label))

    def show_figure(
        self,
        draw: Draw,
        frame: pd.DataFrame,
        caption: str,
        alt: str,
        *,
        counts: Sequence[str] = (),
        decimals: Mapping[str, int] | None = None,
        shares: Mapping[str, tuple[str, str]] | None = None,
        label: str = "",
    ) -> None:
        """Show a chart of your own, drawn after small numbers are hidden by the project's rule.

        Parameters
        ----------
        draw : callable
            Given empty matplotlib axes and the frame as it may be published.
        frame, counts, decimals, shares, label
            As in `show_table`; the frame becomes the data behind the chart.
        caption : str
            States the finding.
        alt : str
            The chart in words, with its numbers, for whoever does not see it.

        Raises
        ------
        InvalidInput
            As in `show_table`.
        """
        columns = Columns(counts, decimals or {}, shares or {})
        found = own_figure(self.inputs, draw, frame, columns, (caption, alt), label)
        self._show_own(found)

    def _show_own(self, section: Section) -> None:
        raise NotImplementedError
