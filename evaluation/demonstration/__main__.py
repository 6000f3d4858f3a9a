"""Write the demonstration hub's tables: `python -m evaluation.demonstration [--to DIR]`.

In: nothing. Out: the tables of the synthetic projects below DIR/data/projects, those of the hub's
own year in DIR/data/hub, and the records of pre-specification of the projects that are there; the
paths printed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from evaluation.demonstration.hub import demonstration_tables
from evaluation.demonstration.hub_year.every import hub_year_tables
from evaluation.demonstration.records import write_records
from evaluation.demonstration.writing import write_hub_tables, write_tables
from evaluation.errors import EXIT_DONE, InvalidInput

REPOSITORY = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write all tables and return the exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        What was typed after the command; by default the process's own.
    """
    parser = argparse.ArgumentParser(prog="python -m evaluation.demonstration", description=__doc__)
    parser.add_argument("--to", type=Path, metavar="DIR", help="folder of the workspace")
    chosen: Path | None = parser.parse_args(arguments).to
    try:
        root = _repository(REPOSITORY) if chosen is None else chosen
    except InvalidInput as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    for slug, tables in demonstration_tables().items():
        for path in write_tables(tables, slug, root / "data" / "projects" / slug):
            sys.stdout.write(f"{path}\n")
    for path in write_hub_tables(hub_year_tables(), root / "data" / "hub"):
        sys.stdout.write(f"{path}\n")
    for path in write_records(root):
        sys.stdout.write(f"{path}\n")
    return EXIT_DONE


def _repository(folder: Path) -> Path:
    """Return the repository, never another hub's workspace that happens to be the directory."""
    if not (folder / "data" / "hub.yml").is_file():
        raise InvalidInput(
            "The package was not started from its repository, so there is no demonstration hub.",
            "Give a folder to write to with --to DIR.",
        )
    return folder


if __name__ == "__main__":
    sys.exit(main())
