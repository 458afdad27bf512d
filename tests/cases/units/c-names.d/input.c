struct point {
    int x, y; // two names, one entry
    /* no entry */
    struct { int inner; } nameless;
};

typedef struct {
    int a;
} record, *record_pointer;

union value { int i; float f; };
enum color { RED, GREEN, BLUE };
struct forward;
struct point origin = {0, 0};

int *(*pick(int which))(int, int) { return 0; }
const char *name_of(const struct point *p, ...) { return ""; }
static inline __attribute__((unused)) unsigned long long wide(void) { return 0ULL; }
int old_style(a, b) int a; char b; { return a; }
