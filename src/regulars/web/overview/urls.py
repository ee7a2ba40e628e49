"""The address of the overview."""

from django.urls import path

from regulars.web.access import Permission
from regulars.web.navigation import Entry
from regulars.web.overview import views

app_name = "overview"
NAVIGATION = (Entry("Overview", "overview:page", Permission.VIEW, "overview", 10),)
urlpatterns = [path("", views.page, name="page"), path("review", views.review, name="review")]
