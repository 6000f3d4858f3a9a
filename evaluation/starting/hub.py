"""A new workspace for a hub: settings to fill in, the masters of its reports, no data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import evaluation
from evaluation.errors import InvalidInput
from evaluation.starting.answers import as_text, as_year
from evaluation.starting.filling import filled, quoted, to_fill_in
from evaluation.starting.placing import place, require_free
from evaluation.starting.shipped import shipped_files
from evaluation.workspace import HUB_FILE, find_root
from evaluation.workspace.path_text import expanded

KEPT_IN_GIT = ("data/hub/.gitkeep", "data/projects/.gitkeep")
_NOT_IN_MARKDOWN = re.compile(r"[<>{}\[\]`*_\\#@|]")


@dataclass(frozen=True)
class HubFacts:
    """What is said of a new hub; what is left out stands in hub.yml as still to fill in.

    Parameters
    ----------
    year : str
        Financial year of its next report, such as 2025/26.
    name, short_name, host : str, optional
    """

    year: str
    name: str = ""
    short_name: str = ""
    host: str = ""


def new_hub(folder: Path, facts: HubFacts) -> Path:
    """Make a workspace and return its folder.

    Parameters
    ----------
    folder : Path
        Empty, or not there yet; a new git repository counts as empty.
    facts : HubFacts

    Raises
    ------
    InvalidInput
        If the folder holds something or lies inside another workspace, or a fact is not valid;
        nothing was written.
    """
    facts = _valid(facts)
    folder = expanded(folder).absolute()
    files = _files(facts)
    require_free(folder, files)
    _refuse_inside_another(folder)
    place(folder, files)
    return folder


def _valid(facts: HubFacts) -> HubFacts:
    try:
        texts = {
            key: as_text(text) if text else ""
            for key, text in (
                ("name", facts.name),
                ("short_name", facts.short_name),
                ("host", facts.host),
            )
        }
        return HubFacts(as_year(facts.year), **texts)
    except ValueError as error:
        raise InvalidInput(str(error), "Nothing was written.") from error


def _refuse_inside_another(folder: Path) -> None:
    other = next((each for each in folder.parents if (each / HUB_FILE).is_file()), None)
    if other is not None:
        raise InvalidInput(
            f"The folder lies inside another workspace, '{other}'.",
            "Name a folder outside it: a hub's data are kept apart.",
        )


def _files(facts: HubFacts) -> dict[str, bytes]:
    name = facts.name or to_fill_in("the hub's full name")
    values = {
        "name": quoted(name),
        "short_name": quoted(facts.short_name or facts.name or to_fill_in("a short name")),
        "year": facts.year,
        "host": quoted(facts.host or to_fill_in("the organisation that hosts the hub")),
        "name_in_text": _NOT_IN_MARKDOWN.sub(" ", facts.name) or "Innovation hub",
        "version": evaluation.__version__,
    }
    own = {
        ".gitignore": filled("gitignore", values),
        ".github/workflows/evaluation.yml": filled("workflow.yml", values),
        "README.md": filled("README.md", values),
        **dict.fromkeys(KEPT_IN_GIT, ""),
        HUB_FILE.as_posix(): filled("hub.yml", values),  # the last: it makes a hub of the folder
    }
    copied = {name: path.read_bytes() for name, path in shipped_files()}
    return {**copied, **{name: text.encode("utf-8") for name, text in own.items()}}


def workspace_of(given: Path | None) -> Path:
    """Return the workspace to write to: never the package's own repository unless one is in it.

    Parameters
    ----------
    given : Path or None
        As typed after --workspace.

    Raises
    ------
    InvalidInput
        If there is none.
    """
    try:
        return find_root(given, demonstration=False)
    except InvalidInput as error:
        remedy = "Go to the hub's folder, name it with --workspace, or make one: "
        raise InvalidInput(error.what, f"{remedy}'evaluation new hub DIR'.") from None
