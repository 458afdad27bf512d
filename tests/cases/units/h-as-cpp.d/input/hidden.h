/* C++ without a word at the start of a line that says so. */
#ifdef WITH_HIDDEN
struct Hidden : Base {
    Hidden(int n) : n(n) {}
    int next() const { return n ? n + 1 : 0; }
    bool operator<(const Hidden &other) const { return n < other.n; }
    int n;
};

inline int sum(const Vector<int> &all)
{
    int n = 0;
    for (auto one : all)
        n += one;
    return n;
}
#endif
