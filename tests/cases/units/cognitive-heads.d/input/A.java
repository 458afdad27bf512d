class A {
    int f(int a, int b) {
        if (a > 0 ? b > 0 : b < 0) a++;          // 1 + 1
        while (b > 0 ? a > 0 : false) a = b > 0 ? 1 : 2; // 1 + 1 + 2
        if (xs.anyMatch(x -> x ? true : false)) b++; // 1 + 2
        return (a > 0 ? true : false) ? 1 : 2;   // 1 + 1
    }
    // 11
}
