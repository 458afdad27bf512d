function f(a: number, b: number): number {
    if (a ? b : !b) a++;                 // 1 + 1
    while (b ? a : 0) a = b ? 1 : 2;     // 1 + 1 + 2
    return (a ? 1 : 0) ? 1 : 2;          // 1 + 1
}
// 8
