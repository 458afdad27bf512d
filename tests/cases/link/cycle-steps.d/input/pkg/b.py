from typing import TYPE_CHECKING

import pkg.a

if TYPE_CHECKING:
    from pkg.c import Thing
