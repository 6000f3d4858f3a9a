"""Makes `python -m evaluation` the same as the console script."""

from evaluation.cli import main

if __name__ == "__main__":
    main()
