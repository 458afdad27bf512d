import pkg.d
