"""The addresses of the pages about customers."""

from django.urls import path

from regulars.web.access import Permission
from regulars.web.customers import views
from regulars.web.navigation import Entry

app_name = "customers"
urlpatterns = [
    path("", views.search, name="search"),
    path("of/<path:customer_id>/timeline", views.timeline, name="timeline"),
    path("of/<path:customer_id>/order", views.order, name="order"),
    path("of/<path:customer_id>/why", views.why, name="why"),
    path("of/<path:customer_id>/data.json", views.data, name="data"),
    path("of/<path:customer_id>/forget", views.forget, name="forget"),
    path("of/<path:customer_id>", views.customer, name="customer"),
]
NAVIGATION = (Entry("Customers", "customers:search", Permission.VIEW, "customers", 40),)
