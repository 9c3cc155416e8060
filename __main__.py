"""`python -m cvae_tui` is `cvae-tui`."""

import sys

from .tui.cli.door import main

if __name__ == "__main__":
    sys.exit(main())
