"""``python -m orbitdc`` is the command `orbitdc`."""

from orbitdc.cli import main

if __name__ == "__main__":
    main()
