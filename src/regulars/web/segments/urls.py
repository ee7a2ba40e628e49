"""The addresses of segments."""

from django.urls import path

from regulars.web.access import Permission
from regulars.web.navigation import Entry
from regulars.web.segments import changes, views

app_name = "segments"
NAVIGATION = (Entry("Segments", "segments:list", Permission.VIEW, "segments", 20),)
urlpatterns = [
    path("", views.listed, name="list"),
    path("compare", views.compared, name="compare"),
    path("cell/<int:r>/<int:f>", views.cell, name="cell"),
    path("state", changes.state, name="state"),
    path("count", changes.count, name="count"),
    path("counting", changes.counting, name="counting"),
    path("named/<path:name>", views.detail, name="detail"),
]
