main()
class A:
    def f(self, x=default()):
        self.g(1)(2)
        super().f()
        a.b.c.d()
        items[0](x)
        (lambda: inner())()
        @decorate(3)
        def nested():
            leaf()
