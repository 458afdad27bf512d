// How each sum comes about by the rules of SonarSource's paper stands behind the function.
class C {
  int sumOfPrimes(int max) { int total = 0; OUT: for (int i = 1; i <= max; ++i) { for (int j = 2; j < i; ++j) { if (i % j == 0) { continue OUT; } } total += i; } return total; } /* 7 */
  String getWords(int n) { switch (n) { case 1: return "one"; case 2: return "a couple"; default: return "lots"; } } /* 1 */
  void a3(boolean a, boolean b, boolean c, boolean d, boolean e, boolean f) { if (a && b && c || d || e && f) { } } /* 4 */
  void a4(boolean a, boolean b, boolean c) { if (a && !(b && c)) { } } /* 3 */
  void a5() { try { if (x) { for (;;) { while (y) { } } } } catch (A | B e) { if (z) { } } } /* 1+2+3+1+2=9 */
  void a6() { Runnable r = () -> { if (x) { } }; } /* r is a unit of its own: 1 */
  int a7(int x) { if (x > 0) { return 1; } else if (x < 0) { return 2; } else { return x == 0 ? 3 : 4; } } /* 1+1+1+ (1+1)=5 */
  void a8() { do { if (a || b) break; } while (c && d); } /* 1 + 2 + 1 + 1 = 5 */
  int fact(int n) { return n <= 1 ? 1 : n * fact(n - 1); } /* 1 + 1 recursion */
  void a10() { synchronized (x) { if (a) { } } list.forEach(q -> { if (q) { } }); } /* 1 + 2 = 3 */
  int a11(int k) { return switch (k) { case 1 -> a ? 1 : 2; default -> 0; }; } /* 1 + 2 = 3 */
  void a12() { Runnable r = new Runnable() { public void run() { if (a) {} } }; } /* run is a unit of its own: 1 */
}
