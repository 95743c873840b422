from django.apps import AppConfig


class DxtrackerConfig(AppConfig):
    name = "dxtracker"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from dxtracker.requests.middleware import remember_login

        user_logged_in.connect(remember_login, dispatch_uid="dxtracker.remember_login")
