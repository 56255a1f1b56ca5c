"""The guide as a Django app."""

from django.apps import AppConfig


class GuideConfig(AppConfig):
    name = "komek.knowledge.guide"
    label = "guide"
