"""The price book as it is shipped, for tests that need listed prices."""

import pytest
from django.core.management import call_command


@pytest.fixture
def price_book(db: None) -> None:
    call_command("load_prices", verbosity=0)
