import pkg.sub.util
