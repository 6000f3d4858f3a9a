"""Looks up what is known against the locked packages, and looks for secrets in tracked files.

Run by `make audit` and by the workflow `security`. It ends with 0 where nothing was found, 1 where
something was, and 2 where packages could not be looked up (on a machine without a network, say).
"""

# ruff: noqa: T201 - it is a program, which says what it found

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ("--requirement", "requirements.lock", "--require-hashes", "--disable-pip")
PIP_AUDIT = (sys.executable, "-m", "uv", "tool", "run", "pip-audit")
HOOK = (sys.executable, "-m", "detect_secrets.pre_commit_hook", "--baseline", ".secrets.baseline")
SOUND, FOUND, NOT_LOOKED_UP = range(3)


def main() -> int:
    """Say what was found, and return the exit code."""
    codes = (look_for_secrets(), look_up_packages())
    worst = FOUND if FOUND in codes else max(codes)
    return SOUND if worst == NOT_LOOKED_UP and not os.environ.get("CI") else worst


def look_for_secrets() -> int:
    """Look for secrets in every tracked file."""
    files = _call(("git", "ls-files", "-z")).stdout.split("\0")
    found = _call((*HOOK, *(name for name in files if name)))
    print(found.stdout if found.returncode else "No secret is in the tracked files.")
    return FOUND if found.returncode else SOUND


def look_up_packages() -> int:
    """Look up the locked packages in the register of known faults."""
    options = (*LOCK, "--format", "json", "--progress-spinner", "off")
    done = _call((*PIP_AUDIT, *options))
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print("The packages were not audited: pip-audit could not be fetched or run.")
        return NOT_LOOKED_UP
    code, sentence = verdict(packages)
    print(sentence)
    return code


def verdict(packages: Sequence[dict]) -> tuple[int, str]:
    """Return the exit code and a sentence on what pip-audit says of each package."""
    faults = [
        f"{item['name']} {item['version']}: {fault['id']}, mended in "
        f"{', '.join(fault['fix_versions']) or 'no version yet'}"
        for item in packages
        for fault in item.get("vulns", ())
    ]
    if faults:
        return FOUND, "\n".join(faults)
    skipped = sum("skip_reason" in item for item in packages)
    if skipped or not packages:
        text = f"{skipped} of {len(packages)} packages were not audited: "
        return NOT_LOOKED_UP, text + "the register of known faults does not answer here."
    return SOUND, f"Nothing is known against the {len(packages)} locked packages."


def _call(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - programs of the environment, no shell
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    sys.exit(main())
