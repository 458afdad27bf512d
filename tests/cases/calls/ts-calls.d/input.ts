function f<T>(x: T) { g<T>(x); x!.h(); (x as any).k(); new M<string>(); }
