"""Runs the command line: ``python -m composer`` is ``nashir``."""

from composer.app.cli import main

if __name__ == "__main__":
    main()
