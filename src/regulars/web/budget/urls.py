"""The addresses of the budget."""

from django.urls import path

from regulars.web.access import Permission
from regulars.web.budget import views
from regulars.web.navigation import Entry

app_name = "budget"
NAVIGATION = (Entry("Budget", "budget:page", Permission.VIEW, "budget", 57),)
urlpatterns = [
    path("", views.page, name="page"),
    path("start", views.start, name="start"),
    path("plan", views.plan, name="plan"),
    path("offers/new", views.new_offer, name="new-offer"),
    path("offers/<int:place>", views.offer, name="offer"),
    path("offers/<int:place>/remove", views.remove_offer, name="remove-offer"),
    path("undo", views.undo, name="undo"),
    path("budget.toml", views.file, name="file"),
]
