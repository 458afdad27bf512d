/* Neither reads it better. */
struct broken {
    int a;
    int ) b (; ) ] ( int c;
};
static inline int fine(void) { return 1; }
