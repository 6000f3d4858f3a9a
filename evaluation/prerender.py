"""What `quarto render` alone needs: chapters up to date before it, sound documents after it.

`python -m evaluation.prerender before` and `... after` are the hooks of `_quarto.yml`, which
Quarto calls in the folder of the workspace. In: the workspace, and after rendering the names of
the made files in Quarto's variable. Out: the master that Quarto renders; then the documents in
their promised place, completed and inspected. Where this package itself calls Quarto, both do
nothing.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from evaluation.annual import note_publication, prepare, publication_request, publish_with_pages
from evaluation.errors import (
    EXIT_DONE,
    EXIT_INVALID_INPUT,
    EvaluationError,
    Finding,
    InvalidInput,
    PublishingFailed,
)
from evaluation.publish import FORMATS, Format, publish_rendered, read_master
from evaluation.publish.quarto import HOOK_VARIABLE
from evaluation.publish.quarto_master import quarto_stem, write_quarto_master
from evaluation.run import RunSettings, choose_display, workspace_lock
from evaluation.workspace import find_root, open_workspace, reports_folder

BEFORE, AFTER = "before", "after"
# Quarto's own variables: the files it made, one a line, or the file that lists them.
OUTPUT_FILES = "QUARTO_PROJECT_OUTPUT_FILES"
LISTED_OUTPUT_FILES = "QUARTO_USE_FILE_FOR_PROJECT_OUTPUT_FILES"


def before(root: Path) -> None:
    """Run what is stale, write the chapters and the master that Quarto renders.

    Parameters
    ----------
    root : Path
        The workspace.

    Raises
    ------
    InvalidInput
        If anything in the workspace is wrong; nothing was run.
    PublishingFailed
        If the text is not sound. Projects that failed do not stop it: the report names them.
    """
    with workspace_lock(reports_folder(root)):
        ready = prepare(
            root,
            year=None,
            settings=RunSettings(),
            display=choose_display(),
            on_findings=_tell,
        )
        request = publication_request(ready.workspace, ready.year, "quarto", FORMATS)
        write_quarto_master(read_master(request), request)


def after(root: Path, environment: Mapping[str, str]) -> tuple[Path, ...]:
    """Complete, inspect and put in place what Quarto has made, and return the paths.

    Parameters
    ----------
    root : Path
        The workspace.
    environment : mapping
        Variables of the process, with those that Quarto sets for its hooks.

    Raises
    ------
    PublishingFailed
        If nothing was made or a document is not sound; an earlier report is left as it was.
    """
    workspace = open_workspace(root)
    year = workspace.year(None)
    whole = publication_request(workspace, year, "quarto", FORMATS)
    try:
        rendered = _rendered(made_files(root, environment), quarto_stem(whole))
        request = publication_request(workspace, year, "quarto", tuple(rendered))
        with workspace_lock(reports_folder(root)):
            made, beside = publish_with_pages(
                workspace,
                request,
                workbook=True,
                publisher=lambda document, asked: publish_rendered(
                    document, asked, rendered, "`quarto render` was called."
                ),
            )
            note_publication(workspace, request, made, beside)
    finally:
        shutil.rmtree(whole.output_folder / whole.reports.name, ignore_errors=True)
    return tuple(made.paths.values())


def made_files(root: Path, environment: Mapping[str, str]) -> list[Path]:
    r"""Return the files that Quarto says it made.

    Examples
    --------
    >>> [path.name for path in made_files(Path("hub"), {OUTPUT_FILES: "out/a.html\nout/a.pdf"})]
    ['a.html', 'a.pdf']
    """
    listed = environment.get(LISTED_OUTPUT_FILES)
    text = environment.get(OUTPUT_FILES, "")
    if not text and listed and Path(listed).is_file():
        text = Path(listed).read_text(encoding="utf-8")
    return [root / name.strip() for name in text.splitlines() if name.strip()]


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run one hook, tell what is wrong in a sentence, and return its exit code."""
    if environment.get(HOOK_VARIABLE):
        return EXIT_DONE
    step = arguments[0] if arguments else BEFORE
    try:
        root = find_root(Path.cwd())
        if step == AFTER:
            for path in after(root, environment):
                print(path)  # noqa: T201
        else:
            before(root)
    except EvaluationError as error:
        if isinstance(error, InvalidInput):
            _tell(error.findings)
            _say(str(error))
            return EXIT_INVALID_INPUT
        _say(str(error))
        return error.exit_code
    return EXIT_DONE


def _rendered(paths: Sequence[Path], stem: str) -> dict[Format, bytes]:
    """Return what Quarto made of the report, by format."""
    found: dict[Format, bytes] = {}
    for ending in FORMATS:
        for path in paths:
            if path.name == f"{stem}.{ending}" and path.is_file():
                found[ending] = path.read_bytes()
    if not found:
        raise PublishingFailed(
            "Quarto made no document of the annual report.",
            "Call `quarto render` in the workspace's folder, without the name of a file.",
        )
    return found


def _tell(findings: Sequence[Finding]) -> None:
    for finding in findings:
        _say(str(finding))


def _say(words: str) -> None:
    print(f"evaluation: {words}", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
