from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DxtrackerConfig(AppConfig):
    name = "dxtracker"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from dxtracker.requests.middleware import remember_login
        from dxtracker.shared_cache import make_table

        user_logged_in.connect(remember_login, dispatch_uid="dxtracker.remember_login")
        post_migrate.connect(make_table, sender=self)
