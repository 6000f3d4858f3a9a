"""Pictures of three pages of the report, for the README: `python -m evaluation.pictures`.

In: a workspace whose report is published. Out: PNG files in `docs/pictures/`: the title page, the
year in one page, and the first page of the first project.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pikepdf

from evaluation.annual import publication_request
from evaluation.publish import read_master
from evaluation.publish.pdf import page_pictures, pdf_bytes
from evaluation.workspace import find_root, open_workspace

FOLDER = Path("docs") / "pictures"
PIXELS_PER_INCH = 55
SUMMARY = "sec-summary"


def page_of(pdf: bytes, label: str) -> int:
    """Return the page, from 1, on which a section begins.

    Raises
    ------
    KeyError
        If the PDF has no section of this label.
    """
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        place = pikepdf.NameTree(opened.Root.Names.Dests)[label]
        target = place["/D"] if isinstance(place, pikepdf.Dictionary) else place
        pages: list[object] = [page.objgen for page in opened.pages]
        return pages.index(target[0].objgen) + 1


def main() -> None:
    """Write the pictures and print their paths."""
    root = find_root()
    workspace = open_workspace(root)
    request = publication_request(workspace, workspace.year(None), "embedded", ("pdf",))
    document = read_master(request)
    pdf = pdf_bytes(document, request)
    first = f"sec-{workspace.projects[0].slug}"
    wanted = {"title": 1, "year": page_of(pdf, SUMMARY), "project": page_of(pdf, first)}
    pages = page_pictures(document, request, PIXELS_PER_INCH)
    target = root / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for picture, number in wanted.items():
        path = target / f"{picture}.png"
        path.write_bytes(pages[number - 1])
        sys.stdout.write(f"{path.relative_to(root).as_posix()}\n")


if __name__ == "__main__":
    main()
