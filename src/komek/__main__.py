"""`python -m komek` is `komek`."""

from komek.cli import main

main()
