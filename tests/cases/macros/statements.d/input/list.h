#define list_for_each(pos, head) for (pos = (head)->next; pos != (head); pos = pos->next)
#define CHECK(x) do { if (!(x)) return -1; } while (0)
#define BEGIN_WORK { int work_depth = 0;
#define END_WORK }
#define DEFINE_GETTER(name, type) type get_##name(void) { return name; }
#define FIELDS(T) T first; T second;
#define container_of(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))
