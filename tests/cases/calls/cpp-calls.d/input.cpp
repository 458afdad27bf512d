namespace n {
void f(A a)
{
    std::vector<int>::at(1);
    a::b::c(2);
    a.template get<int>();
    make_unique<Foo>(3);
    new ns::Bar(4);
    auto l = [](int x) { return inner(x); };
    l(5);
    this->run();
    ::global();
    int y(6);
    double(7);
}
}
