"""Publishes by Quarto, where a good one is installed, and doubts what it says.

Quarto's warnings never change its exit code, so its messages are read, and the made files are
inspected like those of the embedded route.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import PublishingFailed
from evaluation.publish.docx_finish import finish_docx
from evaluation.publish.fonts import font_folder
from evaluation.publish.request import Format, PublicationRequest

# Tagged PDFs, pdf-standard, alternative text in typst and offline callouts begin with it.
OLDEST_QUARTO = (1, 9)
PATH_VARIABLE = "QUARTO"
HOW_TO_GET_QUARTO = (
    "Install Quarto 1.9 or newer from conda-forge or quarto.org, or use --engine embedded."
)
TIME_LIMIT_SECONDS = 600
# What Quarto says on its standard error while it ends with success.
TELLING_MESSAGES = ("Unable to resolve", "WARN")

_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.\d+)*")


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


def quarto_bytes(quarto: Quarto, request: PublicationRequest) -> dict[Format, bytes]:
    """Return the files that Quarto makes of the master.

    Parameters
    ----------
    quarto : Quarto
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
    facts = request.output_folder / f".{request.output_stem}.metadata.json"
    request.output_folder.mkdir(parents=True, exist_ok=True)
    try:
        facts.write_text(json.dumps(_metadata(request)), encoding="utf-8")
        _render(quarto, root, request, facts.resolve())
        return {ending: _made(work, ending, request) for ending in request.formats}
    finally:
        facts.unlink(missing_ok=True)
        shutil.rmtree(work, ignore_errors=True)


def _version_of(program: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603
            [program, "--version"], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PublishingFailed("Quarto does not run.", HOW_TO_GET_QUARTO) from error
    return done.stdout.strip()


def _metadata(request: PublicationRequest) -> dict[str, str]:
    return {
        "title": request.title,
        "subtitle": request.subtitle,
        "author": request.author,
        "date": f"{request.timestamp:%Y-%m-%d}",
        "notice": request.notice,
    }


def _render(quarto: Quarto, root: Path, request: PublicationRequest, facts: Path) -> None:
    master = f"{request.reports.name}/{request.master}"
    environment = {
        **os.environ,
        "QUARTO_PYTHON": sys.executable,
        "SOURCE_DATE_EPOCH": str(request.epoch_seconds),
        "TYPST_FONT_PATHS": str(font_folder()),
    }
    command = [str(quarto.program), "render", master, "--no-clean", "--metadata-file", str(facts)]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            capture_output=True,
            text=True,
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
    lines = messages.splitlines()
    if exit_code != 0:
        errors = [line for line in lines if "ERROR" in line] or [line for line in lines if line]
        reason = errors[0].strip() if errors else "no reason given"
        raise PublishingFailed(
            f"Quarto {quarto.version} failed: {reason}",
            "Correct the chapter, or use --engine embedded.",
        )
    for line in lines:
        if any(message in line for message in TELLING_MESSAGES):
            raise PublishingFailed(
                f"Quarto {quarto.version} warned: {line.strip()}",
                "Correct the chapter, or use --engine embedded.",
            )


def _made(work: Path, ending: Format, request: PublicationRequest) -> bytes:
    path = work / Path(request.master).with_suffix(f".{ending}")
    if not path.is_file():
        raise PublishingFailed(
            f"Quarto made no {ending} file.", f"Add the format to _quarto.yml: {ending}."
        )
    made = path.read_bytes()
    return finish_docx(made, request) if ending == "docx" else made
