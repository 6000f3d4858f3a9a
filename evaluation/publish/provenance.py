"""The appendix on provenance: what the report rests on, as far as it is the same every time.

In: a workspace and its projects' results. Out: Markdown. Times and memory stay in manifest.json:
they differ from run to run, and the same inputs must give the same report.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evaluation.portfolio import ProjectResult
from evaluation.present.blocks import Table
from evaluation.provenance import Manifest, Revision, UsedFile, make_manifest
from evaluation.publish.chapters import captioned_table
from evaluation.run import HUB
from evaluation.workspace import FinancialYear, Workspace

SHOWN_DIGEST = 16  # characters of a SHA-256; the whole stands in manifest.json
NO_REVISION = "not under version control"


def provenance(workspace: Workspace, year: FinancialYear, results: Sequence[ProjectResult]) -> str:
    """Return the chapter: commits, programs, seeds, and every input by its digest.

    Parameters
    ----------
    workspace : Workspace
    year : FinancialYear
    results : sequence of ProjectResult
    """
    parts = [
        "# Provenance {#sec-provenance}",
        "Every number of this report can be made again from the files below; `evaluation verify` "
        f"does it and compares. A digest is the beginning ({SHOWN_DIGEST} characters) of the "
        "file's SHA-256. Whole digests, those of all results, and when each project ran, how long "
        "and with how much memory stand in reports/results/manifest.json: times are left out here "
        "so that the same inputs give the same report.",
    ]
    good = [item for item in results if item.good is not None]
    if not good:
        return "\n\n".join([*parts, "No project has a result yet."]) + "\n"
    manifest = make_manifest(workspace.root, [item.folder.slug for item in results], str(year))
    titles = {item.folder.slug: item.folder.project.title for item in good}
    parts.append(captioned_table(_origin_table(manifest)))
    parts.append(captioned_table(_inputs_table(manifest.inputs, titles)))
    frame = pd.DataFrame(manifest.versions.items(), columns=["Program", "Version"])
    caption = "Versions of the programs that made the numbers."
    parts.append(captioned_table(Table(frame, caption, "provenance-versions")))
    return "\n\n".join(parts) + "\n"


def _origin_table(manifest: Manifest) -> Table:
    rows = [
        ("Commit of the data", _revision_text(manifest.workspace)),
        ("Commit of the programs", _revision_text(manifest.package)),
        ("Lock file", manifest.lock[:SHOWN_DIGEST] or "none"),
        *((f"Seed of {purpose}", str(seed)) for purpose, seed in manifest.seeds.items()),
    ]
    frame = pd.DataFrame(rows, columns=["What", "Which"])
    return Table(frame, "Commits, lock file and seeds.", "provenance-origin")


def _revision_text(revision: Revision | None) -> str:
    if revision is None:
        return NO_REVISION
    changed = "" if revision.is_clean else ", with changes that are not committed"
    return f"{revision.commit[:SHOWN_DIGEST]}{changed}"


def _inputs_table(inputs: Sequence[UsedFile], titles: dict[str, str]) -> Table:
    rows = []
    for item in inputs:
        users = [slug for slug in item.used_by if slug != HUB]
        if users:
            used_by = (
                "all"
                if len(users) == len(titles) > 1
                else ", ".join(titles.get(slug, slug) for slug in users)
            )
            rows.append((item.path, used_by, f"{item.bytes:,}", item.sha256[:SHOWN_DIGEST]))
    frame = pd.DataFrame(rows, columns=["File", "Used by", "Bytes", "Digest"])
    return Table(frame, "Inputs and their digests.", "provenance-inputs", right=("Bytes",))
