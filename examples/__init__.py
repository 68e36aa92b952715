"""What an embedder may do, each in a file that runs: ``python -m examples.own_carrier``."""
