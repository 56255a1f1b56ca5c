"""Signed bundles: made on the server, looked through and kept on a kiosk. No table, no network, no clock of its own."""
