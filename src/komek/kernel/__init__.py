"""Words that every floor shares. No tables, no pages, and nothing from the floors above."""
