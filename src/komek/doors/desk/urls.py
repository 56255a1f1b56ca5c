"""All pages of the desk. Importing a room's views registers its pages."""

from komek.doors.desk import rooms
from komek.doors.desk.page import patterns

app_name = "desk"
rooms.load()
urlpatterns = patterns()
