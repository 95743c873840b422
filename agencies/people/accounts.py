"""Who asks, by their session."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from agencies.models import User
from agencies.rights.access import with_roles


class Accounts(ModelBackend):
    """As Django's, but a person comes with the roles held today: the first two questions of every page are one.

    Nobody comes in as a system.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and not user.is_system

    def get_user(self, user_id: Any) -> User | None:
        found = with_roles(user_id)
        return found if found and self.user_can_authenticate(found) else None
