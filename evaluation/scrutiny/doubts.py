"""What an evaluator should doubt in data that are valid: a sentence, and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason to doubt, never with a value of a row.

    Parameters
    ----------
    sentence, remedy : str
        What is doubtful and what to do next.
    place : str
        Column and period in the table, or key in project.yml.
    is_in_table : bool
        Whether `place` is in the table.
    kpi : str
        The KPI whose column `place` names, where it names one.
    """

    sentence: str
    remedy: str
    place: str
    is_in_table: bool = True
    kpi: str = ""
