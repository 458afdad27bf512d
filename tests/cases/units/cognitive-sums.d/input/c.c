/* How each sum comes about by the rules of the paper stands behind the function. */
int c1(int a) { if (a) { if (a > 1) { goto out; } } out: return a; } /* 1+2+1 = 4 */
int c2(int a, int b) { return a && b; } /* 1 */
int c3(int a, int b) { while (a) { switch (b) { case 1: if (a) b = 2; break; default: break; } } return 0; } /* 1 + 2 + 3 = 6 */
int c4(int a) { if (a) ; else if (a > 1) { for (;;) ; } else { while (a) ; } return 0; } /* 1 + 1 + 2 + 1 + 2 = 7 */
int c5(int a, int b, int c) { if (a || b && c || a) ; return 0; } /* 1 + 3 (||, &&, ||)= 4 */
int c6(int a) { return a ? a > 1 ? 2 : 3 : 4; } /* 1 + 2 = 3 */
int c7(int a) { do { if (a) continue; } while (a); return 0; } /* 1 + 2 = 3 */
int c8(int a) { for (int i = 0; i < a && a; i++) if (i) a--; return c8(a); } /* 1+1+2+1 = 5 */
int c9(int a) {
#if A && B
 if (a) a++;
#else
 if (!a) a++;
#endif
 return a; } /* 1 + 1, and the condition of #if nothing */
int c10(int a) { if (a) { } else { if (a > 1) { } } return 0; } /* 1 + 1 + 2 = 4 */
