from lib.two.user import z
