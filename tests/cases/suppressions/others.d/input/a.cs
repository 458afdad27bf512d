class A { /* cbcrawl:ignore csharp/x */ int f() => 1; }
