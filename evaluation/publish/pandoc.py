"""Calls the pandoc program that the pypandoc wheel carries; the one door to it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pypandoc

from evaluation.errors import PublishingFailed

# What readers may write: pandoc Markdown without any way to smuggle in another language.
MARKDOWN = "markdown" + "".join(
    f"-{extension}"
    for extension in (
        "raw_html",
        "raw_tex",
        "raw_attribute",
        "native_divs",
        "native_spans",
        "markdown_in_html_blocks",
        "tex_math_dollars",
        "latex_macros",
        "yaml_metadata_block",
        "pandoc_title_block",
        "auto_identifiers",
    )
)

TIME_LIMIT_SECONDS = 120
# Screen readers speak the minus sign; many pass over a hyphen.
MINUS_SIGN = "\u2212"
LONG_TEXT = 100_000  # characters
PARTS = 2  # read beside each other

_HYPHEN_BEFORE_DIGIT = re.compile(r'(?<="t":"Str","c":")((?:[^"\\\\]*[(\[])?)-(?=\d)')
_CHAPTER = re.compile(r"^# .*\{#[\w-]+\}[ \t]*$", re.M)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.M)


def run_pandoc(
    arguments: Sequence[str], text: str, *, folder: Path | None = None, epoch_seconds: int = 0
) -> bytes:
    """Return what pandoc writes to its standard output for `text`.

    Parameters
    ----------
    arguments : sequence of str
        Command line without the program's name.
    text : str
        Standard input.
    folder : Path, optional
        Working directory.
    epoch_seconds : int
        Date that made files carry, in seconds since 1970-01-01 UTC.

    Raises
    ------
    PublishingFailed
        If pandoc is missing, takes too long or reports an error.
    """
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch_seconds)}
    try:
        # Files and not pipes: a pipe is read in small parts, for each of which this thread would
        # have to wait until the others that write documents let it.
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as made:
            given.write(text.encode("utf-8"))
            given.seek(0)
            done = subprocess.run(  # noqa: S603
                [pypandoc.get_pandoc_path(), *arguments],
                stdin=given,
                stdout=made,
                stderr=subprocess.PIPE,
                cwd=folder,
                env=environment,
                timeout=TIME_LIMIT_SECONDS,
                check=False,
            )
            made.seek(0)
            written = made.read()
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PublishingFailed(
            "The pandoc program could not be run.", "Install pypandoc_binary again."
        ) from error
    if done.returncode != 0:
        message = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise PublishingFailed(
            f"pandoc refused the text: {message[0] if message else 'no reason given'}.",
            "Correct the chapter it names.",
        )
    return written


def parse_markdown(text: str) -> list[dict[str, Any]]:
    """Return the blocks of pandoc's syntax tree for a Markdown text.

    A hyphen that begins a number becomes a minus sign. Long texts are read in parts, each of whole
    chapters, beside each other; a note or a link defined in one chapter is not known in another.

    Examples
    --------
    >>> parse_markdown("# Findings {#sec-findings}")[0]["t"]
    'Header'
    """
    with ThreadPoolExecutor(PARTS) as pool:
        return [block for blocks in pool.map(_blocks_of, _in_parts(text)) for block in blocks]


def _blocks_of(text: str) -> list[dict[str, Any]]:
    made = run_pandoc(["--from", MARKDOWN, "--to", "json"], text).decode("utf-8")
    read = json.loads(_HYPHEN_BEFORE_DIGIT.sub(rf"\1{MINUS_SIGN}", made))
    blocks: list[dict[str, Any]] = read["blocks"]
    return blocks


def _in_parts(text: str) -> list[str]:
    """Return a long text in parts of about one length that begin with chapters."""
    if len(text) < LONG_TEXT:
        return [text]
    starts = [found.start() for found in _CHAPTER.finditer(text) if not _in_code(text, found)]
    aims = [len(text) * part // PARTS for part in range(1, PARTS)]
    cuts = sorted({min(starts, key=lambda start: abs(start - aim)) for aim in aims if starts})
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True) if a < b]


def _in_code(text: str, found: re.Match[str]) -> bool:
    """Return whether a line that looks like a chapter's heading stands in a block of code."""
    return len(_FENCE.findall(text, 0, found.start())) % 2 == 1


def tree_text(blocks: Sequence[dict[str, Any]], metadata: dict[str, str] | None = None) -> str:
    """Return blocks as the JSON that pandoc reads, with plain-text metadata."""
    meta = {
        key: {"t": "MetaInlines", "c": [{"t": "Str", "c": value}]}
        for key, value in (metadata or {}).items()
        if value
    }
    tree = {"pandoc-api-version": _api_version(), "meta": meta, "blocks": list(blocks)}
    return json.dumps(tree)


@cache
def _api_version() -> tuple[int, ...]:
    empty = json.loads(run_pandoc(["--from", MARKDOWN, "--to", "json"], ""))
    return tuple(empty["pandoc-api-version"])
