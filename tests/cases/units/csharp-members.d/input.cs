using System;
namespace Company.Product;

public partial class Account<T> : Base, IAccount where T : class
{
    private int balance;
    public int Balance { get { return balance; } set => balance = value; }

    public Account(int start) : base(start) { }
    ~Account() { }
    public static Account<T> operator +(Account<T> a, Account<T> b) => a;
    public static implicit operator int(Account<T> a) => a.balance;
    void IAccount.Close() { }

    public async Task<int> Compute(int x, out string y, params int[] rest)
    {
        Func<int, int> twice = n => n * 2;
        int Local(int q) { return q > 0 ? q : 0; }
        foreach (var r in rest)
        {
            if (r > 1 && r < 5) continue;
            else if (r == 7) goto done;
            else break;
        }
        switch (x)
        {
            case 1:
            case > 5: break;
            default: goto case 1;
        }
        try { for (;;) { } } catch (Exception e) when (e.X || e.Y) { } finally { }
        return x switch { 1 => 2, > 3 => 4, _ => 5 };
    done:
        return twice(Local(x));
    }

    private struct Entry { public int Key; }
    enum State { Open, Closed }
    record Point(int X, int Y);
}

interface IAccount { void Close(); }
