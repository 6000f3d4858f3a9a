"""Write a project's tables as csv, xlsx or parquet so that the same tables make the same bytes.

In: `ProjectTables` and a folder. Out: the files that `project.yml` names.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook

from evaluation.demonstration.tables import ProjectTables

WORKBOOK_NAME = "tables.xlsx"
WORKBOOK_DATE = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
WORKBOOK_TITLE = "Synthetic demonstration data, not measured"
CORE_PROPERTIES = "docProps/core.xml"
# The earliest date that a zip archive can carry.
ARCHIVE_DATE = (1980, 1, 1, 0, 0, 0)

# How each project keeps its tables: every format that a hub may use occurs.
FORMATS = {
    "plgf": "csv",
    "gammacore": "xlsx",
    "feno": "parquet",
    "falls": "csv",
    "nutrition": "csv",
}


def write_tables(tables: ProjectTables, slug: str, folder: Path) -> list[Path]:
    """Write both tables of a project in its format and return the files.

    Parameters
    ----------
    tables : ProjectTables
        What to write.
    slug : str
        The project, a key of `FORMATS`.
    folder : Path
        Where to; made if missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    named = {"kpi": tables.kpi, "audit": tables.audit}
    if FORMATS[slug] == "xlsx":
        path = folder / WORKBOOK_NAME
        path.write_bytes(workbook_bytes(named))
        return [path]
    paths = []
    for name, table in named.items():
        path = folder / f"{name}.{FORMATS[slug]}"
        if FORMATS[slug] == "csv":
            path.write_bytes(csv_bytes(table))
        else:
            _write_parquet(table, path)
        paths.append(path)
    return paths


def write_hub_tables(tables: dict[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write the hub's own tables, each as csv under its name, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, table in tables.items():
        path = folder / f"{name}.csv"
        path.write_bytes(csv_bytes(table))
        paths.append(path)
    return paths


def csv_bytes(table: pd.DataFrame) -> bytes:
    r"""Return a table as UTF-8 csv with line feeds and no superfluous decimals.

    Examples
    --------
    >>> csv_bytes(pd.DataFrame({"kpi": ["tests"], "value": [41.0]}))
    b'kpi,value\ntests,41\n'
    """
    text = table.to_csv(index=False, lineterminator="\n", float_format="%.10g")
    return text.encode("utf-8")


def workbook_bytes(tables: dict[str, pd.DataFrame]) -> bytes:
    """Return a workbook with one sheet per table, with a fixed title and fixed dates."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.creator = ""
    workbook.properties.title = WORKBOOK_TITLE
    workbook.properties.created = WORKBOOK_DATE.replace(tzinfo=None)
    for name, table in tables.items():
        sheet = workbook.create_sheet(name)
        sheet.append(list(table.columns))
        for row in table.astype(object).where(table.notna(), None).itertuples(index=False):
            sheet.append(list(row))
    made = io.BytesIO()
    workbook.save(made)
    return _with_fixed_dates(made.getvalue())


def _with_fixed_dates(archive: bytes) -> bytes:
    """Return the workbook without the time at which it was saved."""
    fixed = io.BytesIO()
    stamp = WORKBOOK_DATE.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == CORE_PROPERTIES:
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            entry = zipfile.ZipInfo(name, date_time=ARCHIVE_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return fixed.getvalue()


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    schema = pa.schema([(name, _arrow_type(table[name])) for name in table.columns])
    arrow = pa.Table.from_pandas(table, schema=schema, preserve_index=False)
    pq.write_table(arrow.replace_schema_metadata(None), path)


def _arrow_type(column: pd.Series) -> pa.DataType:
    if pd.api.types.is_bool_dtype(column.dtype):
        return pa.bool_()
    if pd.api.types.is_integer_dtype(column.dtype):
        return pa.int64()
    if pd.api.types.is_float_dtype(column.dtype):
        return pa.float64()
    return pa.string()
