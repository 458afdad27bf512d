from lib.one.maker import z
