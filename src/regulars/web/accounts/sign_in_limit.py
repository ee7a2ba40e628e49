"""How often somebody may try to sign in.

Failures are counted in the database, so that all processes count together: per account and address, per account (guessing from
many addresses) and per address (guessing many accounts).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from regulars.web.accounts.models import SignInFailure, plain_email

PERIOD = timedelta(minutes=15)
PER_ACCOUNT_AND_ADDRESS = 5
PER_ACCOUNT = 30
PER_ADDRESS = 60


def is_limited(account: str, address: str, now: datetime) -> bool:
    """Whether the next try has to wait."""
    recent = SignInFailure.objects.filter(at__gt=now - PERIOD)
    by_account, by_address = recent.filter(account=_hashed(account)), recent.filter(address=_hashed(address))
    limits = (
        (by_account.filter(address=_hashed(address)), PER_ACCOUNT_AND_ADDRESS),
        (by_account, PER_ACCOUNT),
        (by_address, PER_ADDRESS),
    )
    return any(failures.count() >= most for failures, most in limits)


def count_failure(account: str, address: str, now: datetime) -> None:
    """Remember a failed try; those of before the period are forgotten."""
    SignInFailure.objects.filter(at__lte=now - PERIOD).delete()
    SignInFailure.objects.create(account=_hashed(account), address=_hashed(address), at=now)


def forget_failures(account: str, address: str) -> None:
    """Who got in begins anew."""
    SignInFailure.objects.filter(account=_hashed(account), address=_hashed(address)).delete()


def _hashed(text: str) -> str:
    return sha256(plain_email(text).encode()).hexdigest()
