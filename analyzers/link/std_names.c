#include "analyzers/link/std_names.h"

/* All in byte order, for the binary search. */
/* clang-format off */
static const char *const c_headers[] = {
    "aio.h", "algorithm", "any", "arpa/inet.h", "array", "assert.h", "atomic", "barrier", "bit", "bitset",
    "cassert", "ccomplex", "cctype", "cerrno", "cfenv", "cfloat", "charconv", "chrono", "cinttypes",
    "ciso646", "climits", "clocale", "cmath", "codecvt", "compare", "complex", "complex.h", "concepts",
    "condition_variable", "coroutine", "cpio.h", "csetjmp", "csignal", "cstdalign", "cstdarg", "cstdbool",
    "cstddef", "cstdint", "cstdio", "cstdlib", "cstring", "ctgmath", "ctime", "ctype.h", "cuchar", "cwchar",
    "cwctype", "deque", "devctl.h", "dirent.h", "dlfcn.h", "endian.h", "errno.h", "exception", "execution",
    "expected", "fcntl.h", "fenv.h", "filesystem", "flat_map", "flat_set", "float.h", "fmtmsg.h",
    "fnmatch.h", "format", "forward_list", "fstream", "ftw.h", "functional", "future", "generator",
    "glob.h", "grp.h", "iconv.h", "initializer_list", "inttypes.h", "iomanip", "ios", "iosfwd", "iostream",
    "iso646.h", "istream", "iterator", "langinfo.h", "latch", "libgen.h", "libintl.h", "limits", "limits.h",
    "list", "locale", "locale.h", "map", "math.h", "mdspan", "memory", "memory_resource", "monetary.h",
    "mqueue.h", "mutex", "ndbm.h", "net/if.h", "netdb.h", "netinet/in.h", "netinet/tcp.h", "new",
    "nl_types.h", "numbers", "numeric", "optional", "ostream", "poll.h", "print", "pthread.h", "pwd.h",
    "queue", "random", "ranges", "ratio", "regex", "regex.h", "sched.h", "scoped_allocator", "search.h",
    "semaphore", "semaphore.h", "set", "setjmp.h", "shared_mutex", "signal.h", "source_location", "span",
    "spanstream", "spawn.h", "sstream", "stack", "stacktrace", "stdalign.h", "stdarg.h", "stdatomic.h",
    "stdbit.h", "stdbool.h", "stdckdint.h", "stddef.h", "stdexcept", "stdfloat", "stdint.h", "stdio.h",
    "stdlib.h", "stdnoreturn.h", "stop_token", "streambuf", "string", "string.h", "string_view",
    "strings.h", "stropts.h", "strstream", "syncstream", "sys/ipc.h", "sys/mman.h", "sys/msg.h",
    "sys/resource.h", "sys/select.h", "sys/sem.h", "sys/shm.h", "sys/socket.h", "sys/stat.h",
    "sys/statvfs.h", "sys/time.h", "sys/times.h", "sys/types.h", "sys/uio.h", "sys/un.h", "sys/utsname.h",
    "sys/wait.h", "syslog.h", "system_error", "tar.h", "termios.h", "tgmath.h", "thread", "threads.h",
    "time.h", "tuple", "type_traits", "typeindex", "typeinfo", "uchar.h", "ulimit.h", "unistd.h",
    "unordered_map", "unordered_set", "utility", "utime.h", "utmpx.h", "valarray", "variant", "vector",
    "version", "wchar.h", "wctype.h", "wordexp.h",
};

static const char *const node_modules[] = {
    "assert", "assert/strict", "async_hooks", "buffer", "child_process", "cluster", "console", "constants",
    "crypto", "dgram", "diagnostics_channel", "dns", "dns/promises", "domain", "events", "fs",
    "fs/promises", "http", "http2", "https", "inspector", "inspector/promises", "module", "net", "os",
    "path", "path/posix", "path/win32", "perf_hooks", "process", "punycode", "querystring", "readline",
    "readline/promises", "repl", "stream", "stream/consumers", "stream/promises", "stream/web",
    "string_decoder", "sys", "timers", "timers/promises", "tls", "trace_events", "tty", "url", "util",
    "util/types", "v8", "vm", "wasi", "worker_threads", "zlib",
};

static const char *const python_modules[] = {
    "BaseHTTPServer", "ConfigParser", "Cookie", "HTMLParser", "Queue", "SimpleHTTPServer", "SocketServer",
    "StringIO", "Tkinter", "UserDict", "UserList", "UserString", "__builtin__", "__future__", "__main__",
    "_thread", "_typeshed", "abc", "aifc", "annotationlib", "antigravity", "anydbm", "argparse", "array",
    "ast", "asynchat", "asyncio", "asyncore", "atexit", "audioop", "base64", "bdb", "binascii", "bisect",
    "builtins", "bz2", "cPickle", "cProfile", "cStringIO", "calendar", "cgi", "cgitb", "chunk", "cmath",
    "cmd", "code", "codecs", "codeop", "collections", "colorsys", "commands", "compileall", "compiler",
    "concurrent", "configparser", "contextlib", "contextvars", "cookielib", "copy", "copy_reg", "copyreg",
    "crypt", "csv", "ctypes", "curses", "dataclasses", "datetime", "dbm", "decimal", "difflib", "dis",
    "distutils", "doctest", "dummy_thread", "email", "encodings", "ensurepip", "enum", "errno",
    "exceptions", "faulthandler", "fcntl", "filecmp", "fileinput", "fnmatch", "fractions", "ftplib",
    "functools", "gc", "genericpath", "getopt", "getpass", "gettext", "glob", "graphlib", "grp", "gzip",
    "hashlib", "heapq", "hmac", "html", "htmlentitydefs", "http", "httplib", "idlelib", "imaplib", "imghdr",
    "imp", "importlib", "inspect", "io", "ipaddress", "itertools", "json", "keyword", "lib2to3",
    "linecache", "locale", "logging", "lzma", "mailbox", "mailcap", "marshal", "math", "md5", "mimetypes",
    "mmap", "modulefinder", "msilib", "msvcrt", "multiprocessing", "netrc", "new", "nis", "nntplib", "nt",
    "ntpath", "nturl2path", "numbers", "opcode", "operator", "optparse", "os", "ossaudiodev", "pathlib",
    "pdb", "pickle", "pickletools", "pipes", "pkgutil", "platform", "plistlib", "popen2", "poplib", "posix",
    "posixpath", "pprint", "profile", "pstats", "pty", "pwd", "py_compile", "pyclbr", "pydoc", "pydoc_data",
    "pyexpat", "queue", "quopri", "random", "re", "readline", "repr", "reprlib", "resource", "rlcompleter",
    "robotparser", "runpy", "sched", "secrets", "select", "selectors", "sets", "sha", "shelve", "shlex",
    "shutil", "signal", "site", "smtpd", "smtplib", "sndhdr", "socket", "socketserver", "spwd", "sqlite3",
    "sre_compile", "sre_constants", "sre_parse", "ssl", "stat", "statistics", "string", "stringprep",
    "struct", "subprocess", "sunau", "symtable", "sys", "sysconfig", "syslog", "tabnanny", "tarfile",
    "telnetlib", "tempfile", "termios", "textwrap", "this", "thread", "threading", "time", "timeit",
    "tkMessageBox", "tkinter", "token", "tokenize", "tomllib", "trace", "traceback", "tracemalloc", "tty",
    "turtle", "turtledemo", "types", "typing", "unicodedata", "unittest", "urllib", "urllib2", "urlparse",
    "uu", "uuid", "venv", "warnings", "wave", "weakref", "webbrowser", "winreg", "winsound", "wsgiref",
    "xdrlib", "xml", "xmlrpc", "xmlrpclib", "zipapp", "zipfile", "zipimport", "zlib", "zoneinfo",
};

static const char *const rust_crates[] = {
    "alloc", "core", "proc_macro", "std", "test",
};

/* clang-format on */

#define LIST(names)                               \
    {                                             \
        (names), sizeof(names) / sizeof(names)[0] \
    }

static const struct {
    const char *const *names;
    size_t len;
} lists[STD_LISTS] = {[STD_C] = LIST(c_headers),
                      [STD_NODE] = LIST(node_modules),
                      [STD_PYTHON] = LIST(python_modules),
                      [STD_RUST] = LIST(rust_crates)};

bool std_has(enum std_list list, struct str name)
{
    size_t low = 0, high = lists[list].len;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = str_cmp(str_from(lists[list].names[mid]), name);
        if (order == 0)
            return true;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}
