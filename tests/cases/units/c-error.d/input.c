int before(int a) { return a; }

int broken(int a)
{
    if (a) {
        a = = 2;
        return 1 +;
    }
    return a @ 2;
}

int after(int a)
{
    if (a)
        return 2;
    return 3
}
