"""Publishes by Quarto, where a good one is installed, and doubts what it says.

Quarto's warnings never change its exit code, so its messages are read, and the made files are
inspected like those of the embedded route.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import PublishingFailed
from evaluation.publish.document import Document
from evaluation.publish.docx_finish import finish_docx
from evaluation.publish.html_finish import finish_html
from evaluation.publish.putting import told_as_unwritten
from evaluation.publish.quarto_master import quarto_stem, write_quarto_master
from evaluation.publish.request import Format, PublicationRequest

# Tagged PDFs, pdf-standard, alternative text in typst and offline callouts begin with it.
OLDEST_QUARTO = (1, 9)
PATH_VARIABLE = "QUARTO"
HOW_TO_GET_QUARTO = (
    "Install Quarto 1.9 or newer from conda-forge or quarto.org, or use --engine embedded."
)
TIME_LIMIT_SECONDS = 600
# Set while this package itself calls Quarto, so that the hooks of the project do nothing.
HOOK_VARIABLE = "EVALUATION_CALLS_QUARTO"
# What Quarto says on its standard error while it ends with success.
TELLING_MESSAGES = ("Unable to resolve", "WARN")
# Warnings about helpers that a machine lacks; the made files are inspected in any case.
HARMLESS_MESSAGES = (
    # src/core/verapdf.ts: said of every PDF with a standard where this checker is not installed
    "verapdf is not installed",
    "Failed to run verapdf validation",
    # src/command/render/output-typst.ts: all packages of typst are then made available
    "typst-gather analyze failed",
    # src/core/jupyter/capabilities.ts: no cell is run, so no kernel is needed
    "QUARTO_PYTHON",
    # src/project/project-scratch.ts: about Quarto's own scratch folder
    "Failed to migrate",
)

_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.\d+)*")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Quarto:
    """A Quarto program and its version."""

    program: Path
    version: str


def find_quarto(environment: Mapping[str, str]) -> Quarto:
    """Return the Quarto that can be used.

    Parameters
    ----------
    environment : mapping
        `QUARTO` names the program; otherwise it is looked for in `PATH`.

    Raises
    ------
    PublishingFailed
        If there is none, it does not run, or it is too old.
    """
    named = environment.get(PATH_VARIABLE)
    found = shutil.which(named or "quarto", path=environment.get("PATH"))
    if found is None:
        what = f"The program that {PATH_VARIABLE} names does not exist." if named else ""
        raise PublishingFailed(what or "Quarto is not installed.", HOW_TO_GET_QUARTO)
    version = _version_of(found)
    match = _VERSION.match(version)
    if match is None:
        raise PublishingFailed("Quarto does not say its version.", HOW_TO_GET_QUARTO)
    if (int(match[1]), int(match[2])) < OLDEST_QUARTO:
        raise PublishingFailed(f"Quarto {version} is too old.", HOW_TO_GET_QUARTO)
    return Quarto(Path(found), version)


def quarto_bytes(
    quarto: Quarto, document: Document, request: PublicationRequest
) -> dict[Format, bytes]:
    """Return the files that Quarto makes of the master.

    Parameters
    ----------
    quarto : Quarto
    document : Document
        The same text as the embedded publisher reads it.
    request : PublicationRequest
        Its reports folder lies beside `_quarto.yml`.

    Raises
    ------
    PublishingFailed
        If Quarto fails, warns, or leaves out a format.
    """
    root = request.reports.resolve().parent
    if not (root / "_quarto.yml").is_file():
        raise PublishingFailed(
            "The workspace lacks _quarto.yml.", "Copy it from the demonstration hub."
        )
    work = request.output_folder / request.reports.name
    with told_as_unwritten(work):
        request.output_folder.mkdir(parents=True, exist_ok=True)
    try:
        _render(quarto, root, request, write_quarto_master(document, request))
        return {ending: _made(work, ending, document, request) for ending in request.formats}
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if request.form == "paper":  # what `quarto render` alone would take for one of its own
            (request.reports / f"{quarto_stem(request)}.qmd").unlink(missing_ok=True)


def finished(made: bytes, ending: Format, document: Document, request: PublicationRequest) -> bytes:
    """Return a file that Quarto made with what it leaves out.

    Parameters
    ----------
    made : bytes
    ending : {"html", "pdf", "docx"}
    document : Document
    request : PublicationRequest
    """
    if ending == "docx":
        return finish_docx(made, request)
    return finish_html(made, document) if ending == "html" else made


def _version_of(program: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603
            [program, "--version"], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PublishingFailed("Quarto does not run.", HOW_TO_GET_QUARTO) from error
    return done.stdout.strip()


def _render(quarto: Quarto, root: Path, request: PublicationRequest, master: Path) -> None:
    environment = {
        **os.environ,
        HOOK_VARIABLE: "1",
        "NO_COLOR": "1",
        "QUARTO_PYTHON": sys.executable,
        "SOURCE_DATE_EPOCH": str(request.epoch_seconds),
    }
    name = f"{request.reports.name}/{master.name}"
    command = [str(quarto.program), "render", name, "--no-clean"]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            cwd=root,
            env=environment,
            timeout=TIME_LIMIT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PublishingFailed(
            f"Quarto {quarto.version} did not finish.", HOW_TO_GET_QUARTO
        ) from error
    _require_silence(quarto, done.returncode, done.stderr)


def _require_silence(quarto: Quarto, exit_code: int, messages: str) -> None:
    lines = _COLOUR.sub("", messages).splitlines()
    if exit_code != 0:
        errors = [line for line in lines if "ERROR" in line] or [line for line in lines if line]
        reason = errors[0].strip() if errors else "no reason given"
        raise PublishingFailed(
            f"Quarto {quarto.version} failed: {reason}",
            "Correct the chapter, or use --engine embedded.",
        )
    for line in _warnings(lines):
        raise PublishingFailed(
            f"Quarto {quarto.version} warned: {line.strip()}",
            "Correct the chapter, or use --engine embedded.",
        )


def _warnings(lines: list[str]) -> Iterator[str]:
    """Yield what tells of a fault in the report, not of a helper that the machine lacks."""
    for line in lines:
        is_telling = any(message in line for message in TELLING_MESSAGES)
        if is_telling and not any(message in line for message in HARMLESS_MESSAGES):
            yield line


def _made(work: Path, ending: Format, document: Document, request: PublicationRequest) -> bytes:
    path = work / f"{quarto_stem(request)}.{ending}"
    if not path.is_file():
        raise PublishingFailed(
            f"Quarto made no {ending} file.", f"Add the format to _quarto.yml: {ending}."
        )
    return finished(path.read_bytes(), ending, document, request)
