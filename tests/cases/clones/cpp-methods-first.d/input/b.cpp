class B {
    int f(int a)
    {
        int b = a * 2, c = b + 3;
        if (b > c)
            return b - c;
        for (int i = 0; i < a; i++)
            c += i * b;
        return c * b + a;
    }
    int first, zweite, third, fourth, fifth, sixth;
    int g(int a)
    {
        int b = a * 2, c = b + 3;
        while (b > c)
            b -= c + a;
        return c + b;
    }
    int last, other, more;
};
