function f(a, b) {
    if (a ? b : !b) a++;                // 1 + 1
    for (let i = a ? 1 : 2; i < 9; i++) a = b ? 1 : 2; // 1 + 1 + 2
    if (xs.some(x => x ? 1 : 0)) b++;   // 1 + 2
    else if (a ? b : 1) b++;            // 1 + 1
    return (a ? 1 : 0) ? 1 : 2;         // 1 + 1
}
// 13
