"""The queue: Procrastinate's application as Django set it up."""

from procrastinate import App
from procrastinate.contrib.django import app

queue: App = app
