from pkg.b import x
