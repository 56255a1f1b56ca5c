"""Komek: safe migration and counter-trafficking, one open platform for front-line NGOs."""
