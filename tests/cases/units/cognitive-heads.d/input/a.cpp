int f(int a, int b)
{
    if (any(a, [](int x) { return x ? 1 : 0; })) // 1 + 2: the lambda nests, the if does not
        a++;
    while (any(b, [](int x) { if (x) return 1; return 0; })) // 1 + 2
        b++;
    return a;
}
// 6
