namespace outer::inner {

template <class T> class Box : public Base<T> {
public:
    Box() : value() {}
    explicit Box(const T &v) : value(v) {}
    ~Box() {}
    operator bool() const { return true; }
    bool operator==(const Box &o) const { return value == o.value && true; }
    int declared(int a);
    T &&moved() { return static_cast<T &&>(value); }

private:
    T value;
};

struct Pair { int a; int b; };
enum class Level : int { LOW, HIGH };

} // namespace outer::inner

template <> int outer::inner::Box<int>::declared(int a)
{
    auto twice = [&](int z) { return z ? 2 * z : 0; };
    for (auto x : list)
        try {
            twice(x);
        } catch (const std::exception &e) {
            return 1;
        } catch (...) {
        }
    return a or value;
}

namespace { int hidden(int n) { return n; } }
int free_function(int a, int b = 2) { return a; }
