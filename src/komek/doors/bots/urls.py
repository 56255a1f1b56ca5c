"""The addresses of the webhooks. They tell nothing, and nothing that is secret."""

from django.urls import path

from komek.doors.bots import views

urlpatterns = [
    path("bots/telegram/", views.telegram, name="bots-telegram"),
    path("bots/whatsapp/", views.whatsapp_webhook, name="bots-whatsapp"),
]
