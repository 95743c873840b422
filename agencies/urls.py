"""Accounts: log in and out, the password, the second factor, the language."""

from django.urls import path

from agencies.people import views

app_name = "agencies"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("password/", views.password_change, name="password-change"),
    path("second-factor/", views.second_factor, name="second-factor"),
    path("second-factor/verify/", views.second_factor_verify, name="second-factor-verify"),
    path("kept/", views.kept_form, name="kept"),
    path("", views.profile, name="profile"),
]
