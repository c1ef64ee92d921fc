"""Django's usual entry: the same commands as `reuse`."""

from reuse.cli import main

if __name__ == "__main__":
    main()
