// Tests as their macros name them, and members that have no code.
#define TEST(suite, name)     \
    void suite##name(void);   \
    int suite##_##name##_ = 0; \
    void suite##name(void)

namespace tests {

TEST(StackTest, PopsLast) {
    if (top() != 2)
        fail();
}

TYPED_TEST_P(QueueTest, IsEmpty) {
    for (int i = 0; i < 2; i++)
        push(i);
}

class Stack {
  public:
    Stack() = default;
    Stack(const Stack &) = delete;
    virtual ~Stack() { clear(); }
    virtual int top() const = 0;
};

}

struct Text {
    operator const char *() const { return text; }
    explicit operator bool() { return text != 0; }
    const char *text;
};
