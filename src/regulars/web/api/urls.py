"""The addresses for programs."""

from django.urls import path

from regulars.web.api import views

app_name = "api"
urlpatterns = [
    path("segments", views.segments, name="segments"),
    path("segments/<path:name>/members", views.members, name="members"),
    path("customers/<path:customer_id>", views.customer, name="customer"),
]
