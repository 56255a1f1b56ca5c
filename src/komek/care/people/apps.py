"""The room of the people as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who the clients are: every column that tells is sealed."""

    name = "komek.care.people"
    label = "people"
