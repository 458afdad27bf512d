int outer = init(1);
static void f(struct s *p)
{
    g(h(1), 2);
    p->ops.open(p);
    (*p->callback)(p);
    table[3](4);
    ((fn)p)();
    make()(5);
    p->a
        ->b(6);
}
