"""What every room stands on: keys, accounts, organisations, places, the audit chain, the ledger."""
