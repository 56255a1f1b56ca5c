"""One file per group of commands; each enters its verbs into the `komek` command and imports the rest when called."""
