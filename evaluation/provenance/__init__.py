"""Where the numbers come from: a manifest of everything that a year's results rest on."""

from evaluation.provenance.manifest import (
    Manifest,
    RunFacts,
    UsedFile,
    make_manifest,
    manifest_path,
    write_manifest,
)
from evaluation.provenance.revision import Revision, revision

__all__ = [
    "Manifest",
    "Revision",
    "RunFacts",
    "UsedFile",
    "make_manifest",
    "manifest_path",
    "revision",
    "write_manifest",
]
