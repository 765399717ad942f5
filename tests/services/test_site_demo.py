"""What `make screenshots` opens."""

import pytest

from annotations.services.demo import create_demo
from tests.site import PAGES
from tests.site_demo import demo_arguments


@pytest.mark.django_db
def test_the_demo_has_every_argument() -> None:
    create_demo()
    for site_page in PAGES:
        assert "{" not in site_page.address(demo_arguments())
    names = [page.name for page in PAGES]
    assert len(names) == len(set(names))
