from __future__ import annotations
import os
import os.path as p, sys
from . import sibling
from .. import parent as renamed
from .pkg.mod import (
    one,
    two as deux,
)
from star import *
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models import User
    import heavy

def late():
    import json
    importlib.import_module("plugins.a")
    importlib.import_module(".b", __package__)
    __import__("c")
    importlib.import_module(name)
