"""Pages of the rota: when this organisation reads messages, for which country and in which languages; who is next."""
