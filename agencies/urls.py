"""Accounts: log in and out, the password, the language."""

from django.urls import path

from agencies import views

app_name = "agencies"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("password/", views.password_change, name="password-change"),
    path("", views.profile, name="profile"),
]
