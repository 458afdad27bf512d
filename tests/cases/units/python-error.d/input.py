def before(a):
    return a


def broken(a):
    x = = 1
    if a:
        return )
    return a


class After:
    def method(self):
        print "two"
        return 1
