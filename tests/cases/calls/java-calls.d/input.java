class A {
    A() { super(1); }
    void f() { g(2); this.h(); a.b().c(3); new B<String>(4); A.<T>s(); new int[3]; }
}
