"""What it all adds up to: figures read from the ledger, and from nothing else."""
