"""Why a query was not fetched, as a sentence and what to do, with neither a place nor a value."""

from __future__ import annotations


class Refused(Exception):
    """A query that was not fetched; what was fetched before stays.

    Parameters
    ----------
    sentence, remedy : str
        What is wrong and what to do next.
    line : int
        Of the query's text, from 1; 0 where it is not to blame.
    """

    def __init__(self, sentence: str, remedy: str, line: int = 0) -> None:
        super().__init__(sentence, remedy, line)
        self.sentence = sentence
        self.remedy = remedy
        self.line = line
