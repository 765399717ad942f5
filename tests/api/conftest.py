"""People with tokens."""

from collections.abc import Callable
from typing import Any

import pytest
from uuid6 import uuid7

from newsapp.models import User
from newsapp.services.people import create_token
from tests.api.client import Api

ApiOf = Callable[[User], Api]


@pytest.fixture
def api_of(db: None) -> ApiOf:
    """The interface as a person with a token sees it."""
    return lambda user: Api(key=create_token(user=user))


@pytest.fixture
def as_manager(api_of: ApiOf, manager: User, project: Any) -> Api:
    """The manager of `project`."""
    return api_of(manager)


@pytest.fixture
def as_reviewer(api_of: ApiOf, reviewer: User) -> Api:
    """The reviewer."""
    return api_of(reviewer)


@pytest.fixture
def as_analyst(api_of: ApiOf, analyst: User) -> Api:
    """The analyst."""
    return api_of(analyst)


@pytest.fixture
def as_other_analyst(api_of: ApiOf, other_analyst: User) -> Api:
    """The other analyst."""
    return api_of(other_analyst)


@pytest.fixture
def as_viewer(api_of: ApiOf, viewer: User) -> Api:
    """The viewer."""
    return api_of(viewer)


@pytest.fixture
def as_stranger(api_of: ApiOf, stranger: User) -> Api:
    """Somebody of another team."""
    return api_of(stranger)


@pytest.fixture
def new_uuid() -> Callable[[], str]:
    """Ids as a browser makes them."""
    return lambda: str(uuid7())
