"""Quarto's hook before and after `quarto render`: calls the evaluation package."""

import os
import sys

if __name__ == "__main__":
    try:
        from evaluation.prerender import main
    except ImportError as error:
        sys.exit(
            f"evaluation: this Python ({sys.executable}) lacks the package {error.name}. "
            "Activate the environment of the evaluation, or name its Python in QUARTO_PYTHON, "
            "and call `quarto render` again."
        )
    sys.exit(main(sys.argv[1:], os.environ))
