// How each sum comes about by the rules of SonarSource's paper stands behind the function.
function j1(a) { if (a) { a.forEach(x => { if (x) {} }); } } // 1 + 3 = 4
function j3(a) { for (const k in a) { for (const v of a) { if (v && k) continue; } } } // 1+2+3+1 = 7
function j4(a) { outer: while (a) { while (b) { break outer; } } } // 1+2+1 = 4
function j5(a) { return a && b || c && d; } // 3
function j6(a) { switch (a) { case 1: case 2: if (b) {} break; default: } } // 1 + 2
function j7(a) { try { } catch { if (a) {} } finally { if (b) { } } } // 1 + 2 + 1 = 4
function j8(a) { const f = function () { if (a) {} }; return f; } // f is a unit of its own: 1
function j9(a) { if (a) return 1; else return a ? 1 : 2; } // 1+1+2 = 4
const j10 = async (a) => { for await (const x of a) { if (!x) throw 1; } }; // 1+2=3
function j11(a) { return a?.b ?? 1; } // 0
