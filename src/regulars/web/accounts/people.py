"""What admins do with accounts; the last admin stays one."""

from __future__ import annotations

from regulars.errors import DefinitionError
from regulars.web.access import Role
from regulars.web.accounts.models import User


def change_role(person: User, role: str) -> None:
    """Give somebody another role.

    Raises:
        DefinitionError: there is no such role, or nobody would be admin.
    """
    if role not in set(Role):
        raise DefinitionError(f"There is no role {role!r}.", f"Known: {', '.join(Role)}.")
    if person.role == Role.ADMIN and role != Role.ADMIN:
        _keep_an_admin(person)
    person.role = role
    person.save(update_fields=["role"])


def set_active(person: User, active: bool) -> None:
    """Shut somebody out, or let them in again. Who is shut out is signed out at once, and so are their tokens.

    Raises:
        DefinitionError: nobody would be admin.
    """
    if not active and person.role == Role.ADMIN:
        _keep_an_admin(person)
    person.is_active = active
    person.save(update_fields=["is_active"])


def _keep_an_admin(person: User) -> None:
    if not User.objects.filter(role=Role.ADMIN, is_active=True).exclude(pk=person.pk).exists():
        raise DefinitionError("This is the only admin.", "Make somebody else an admin first.")
