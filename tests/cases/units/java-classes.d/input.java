package org.example;

public class Outer<T> extends Base {
    private int a, b;

    static { if (true) System.out.println(); }

    public Outer(int a, String... rest) { this.a = a; }

    @Override
    public <U> int compute(final int[] xs, U u) throws Exception {
        Runnable r = () -> { if (a > b) b = a; };
        outer:
        for (int x : xs) {
            for (int i = 0; i < x; i++)
                if (i == 2 || x == 3) break outer;
        }
        try {
            a = switch (b) { case 1, 2 -> 3; case 4 -> 5; default -> 6; };
        } catch (IllegalStateException | Error e) {
            while (a > 0 && b > 0) a--;
        } finally {
            do { b++; } while (b < 3);
        }
        return a > b ? a : b;
    }

    interface Visitor { void visit(Outer o); default void leave() {} }
    enum Color { RED, GREEN; Color next() { return RED; } }
    record Point(int x, int y) { Point { if (x < 0) throw new Error(); } }
    @interface Marker { int value() default 1; }

    Object anonymous() {
        return new Object() { @Override public String toString() { return ""; } };
    }
}
