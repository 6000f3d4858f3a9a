"""A table that is a query to a database: where its text stands, and which database answers it.

The database is named here and no more: its address and its password stand in the environment.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator

from evaluation.workspace.path_text import require_short
from evaluation.workspace.table_reading import TableReading

MOST_ROWS = 1_048_576  # of a table that is read as a whole
USUAL_ROWS = 100_000
USUAL_SECONDS = 300.0
MOST_SECONDS = 3600.0
PRIVATE_ENDING = "_PASSWORD"

Parameter = str | bool | int | float | dt.date

_PARAMETER_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_ADDRESS = re.compile(r"://|\b(?:pwd|password)\s*=", re.IGNORECASE)
_ADDRESS_FOUND = (
    "An address or a password stands here: put it into the environment variable "
    "EVALUATION_DATABASE_NAME, and write 'database: NAME'."
)


class Query(TableReading):
    """A query to a database, whose rows are kept in a file until they are fetched anew.

    Parameters
    ----------
    query : str
        Path of a file of SQL, from the project's folder and within it.
    database : str
        WAREHOUSE stands for the address in the variable EVALUATION_DATABASE_WAREHOUSE.
    row_limit : int
        More rows are refused.
    seconds : float
        How long the database may take.
    parameters : dict
        Values for `:name` in the query: texts, numbers, dates, true or false.
    """

    query: str
    database: str
    row_limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = USUAL_ROWS
    seconds: Annotated[float, Field(gt=0, le=MOST_SECONDS)] = USUAL_SECONDS
    parameters: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _is_no_file(cls, given: object) -> object:
        if isinstance(given, dict) and {"path", "sheet"} & given.keys():
            raise ValueError("A table is a file ('path') or a query ('query'), not both.")
        return given

    @field_validator("query")
    @classmethod
    def _is_a_file_of_sql(cls, given: str) -> str:
        if not re.fullmatch(r"[^\x00]+\.sql", given, re.IGNORECASE):
            raise ValueError("'query' must be the path of a file that ends in .sql.")
        return require_short(given)

    @field_validator("database")
    @classmethod
    def _is_a_name(cls, given: str) -> str:
        is_name = re.fullmatch(r"[A-Z][A-Z0-9_]*", given, re.ASCII) is not None
        if not is_name or given.endswith(PRIVATE_ENDING):
            raise ValueError("'database' must be a name in capitals, such as WAREHOUSE.")
        return given

    @field_validator("parameters", mode="before")
    @classmethod
    def _are_named_values(cls, given: object) -> object:
        for name, value in given.items() if isinstance(given, dict) else ():
            if not isinstance(name, str) or not _PARAMETER_NAME.fullmatch(name):
                raise ValueError("A parameter's name has letters, digits and '_' only.")
            is_plain = isinstance(value, Parameter) and not isinstance(value, dt.datetime)
            if not is_plain or (isinstance(value, float) and not math.isfinite(value)):
                raise ValueError(
                    f"The parameter '{name}' must be text, a number, a date, true or false."
                )
        return given

    @property
    def sheet(self) -> None:
        """What it has not, and a workbook has."""
        return

    @property
    def plain_parameters(self) -> dict[str, str | bool | int | float]:
        """Its parameters as they are recorded: dates as ISO text."""
        return {
            name: value.isoformat() if isinstance(value, dt.date) else value
            for name, value in self.parameters.items()
        }


def is_query(value: object) -> bool:
    """Return whether what stands in project.yml is meant as a query.

    Examples
    --------
    >>> is_query({"query": "kpi.sql"}), is_query({"path": "kpi.csv"}), is_query("kpi.csv")
    (True, False, False)
    """
    return isinstance(value, dict) and bool({"query", "database"} & value.keys())


def refuse_address(value: object) -> None:
    """Refuse an address or a password that stands in project.yml, without repeating it.

    Raises
    ------
    ValueError
        If there is one.
    """
    if isinstance(value, str) and _ADDRESS.search(value):
        raise ValueError(_ADDRESS_FOUND)
    if isinstance(value, Mapping):
        for key, part in value.items():
            refuse_address(key)
            refuse_address(part)
