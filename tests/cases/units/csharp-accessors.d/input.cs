namespace Shop;

public class Cart {
    private int _count;
    public int Count { get { return _count; } set { if (value > 0) _count = value; } }
    public int Auto { get; set; }
    public int Twice => _count > 0 ? _count * 2 : 0;
    public int Arrow { get => _count; private set => _count = value; }
    public int Init { get; init { _count = value; } }
    public int this[int i] { get { return i; } set => _count = i; }
    public int this[string s] => s.Length;
    public event EventHandler Changed { add { Subscribe(value); } remove { } }
    public Func<int> Make { get; } = () => 4;
    public static bool operator true(Cart cart) => cart._count > 0;
    private Action _clear = delegate { };
    int Plain() => 1;
}

interface ICart { int Count { get; } }
