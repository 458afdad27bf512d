#ifndef LIB_H
#define LIB_H
#ifdef __GNUC__
#define NORETURN __attribute__((noreturn))
#define PRINTF_ATTR(a, b) __attribute__((format(printf, a, b)))
#define UNUSED __attribute__((unused))
#else
#define NORETURN
#define PRINTF_ATTR(a, b)
#define UNUSED
#endif
#define FORCE_INLINE static inline UNUSED
#define local static
#define ASSERT_ONLY(x)
#define EXPORT(type) type
void NORETURN die(const char *format, ...) PRINTF_ATTR(1, 2);
extern UNUSED int counter;
struct PACKED wire { int length UNUSED; } ;
#endif
