from __future__ import annotations
import os.path, json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .views import View


class Post:
    pass
