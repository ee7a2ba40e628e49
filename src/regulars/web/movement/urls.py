"""The addresses of movement."""

from django.urls import path

from regulars.web.access import Permission
from regulars.web.movement import views
from regulars.web.navigation import Entry

app_name = "movement"
NAVIGATION = (Entry("Movement", "movement:page", Permission.VIEW, "movement", 50),)
urlpatterns = [
    path("", views.page, name="page"),
    path("people", views.people, name="people"),
]
