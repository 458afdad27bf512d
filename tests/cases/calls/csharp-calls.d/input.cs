class A {
    void F() { G(1); this.H(); a.b.C<int>(2); x?.Y(3); new Z(4); M<int>(5); base.F(); int.Parse("6"); }
}
