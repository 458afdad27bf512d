/*
 * What distributions are called in code. Where no rule leads from one to the other a table does; it holds names of
 * widely used packages as PyPI's own pages give them.
 */
#include "analyzers/link/depend.h"

static const struct {
    const char *name, *module;
} python_modules[] = {
    {"antlr4-python3-runtime", "antlr4"},
    {"attrs", "attr"},
    {"beautifulsoup4", "bs4"},
    {"biopython", "Bio"},
    {"boto3-stubs", "boto3"},
    {"discord-py", "discord"},
    {"dnspython", "dns"},
    {"faiss-cpu", "faiss"},
    {"gitpython", "git"},
    {"imbalanced-learn", "imblearn"},
    {"jupyter-client", "jupyter_client"},
    {"kafka-python", "kafka"},
    {"levenshtein", "Levenshtein"},
    {"lief", "lief"},
    {"msgpack-python", "msgpack"},
    {"mysqlclient", "MySQLdb"},
    {"opencv-contrib-python", "cv2"},
    {"opencv-python", "cv2"},
    {"opencv-python-headless", "cv2"},
    {"pillow", "PIL"},
    {"progressbar2", "progressbar"},
    {"protobuf", "google"},
    {"psycopg2-binary", "psycopg2"},
    {"py-cpuinfo", "cpuinfo"},
    {"pycryptodome", "Crypto"},
    {"pycryptodomex", "Cryptodome"},
    {"pygobject", "gi"},
    {"pyjwt", "jwt"},
    {"pymupdf", "fitz"},
    {"pynacl", "nacl"},
    {"pyopenssl", "OpenSSL"},
    {"pyqt5", "PyQt5"},
    {"pyqt6", "PyQt6"},
    {"pyserial", "serial"},
    {"pyside6", "PySide6"},
    {"python-dateutil", "dateutil"},
    {"python-docx", "docx"},
    {"python-jose", "jose"},
    {"python-ldap", "ldap"},
    {"python-magic", "magic"},
    {"python-multipart", "multipart"},
    {"python-pptx", "pptx"},
    {"pywin32", "win32api"},
    {"pyyaml", "yaml"},
    {"pyzmq", "zmq"},
    {"ruamel-yaml", "ruamel"},
    {"scikit-image", "skimage"},
    {"scikit-learn", "sklearn"},
    {"setuptools", "pkg_resources"},
    {"setuptools", "distutils"},
    {"sphinx", "docutils"},
    {"unittest2", "unittest2"},
    {"websocket-client", "websocket"},
    {"xlib", "Xlib"},
    {"pytest", "_pytest"},
    {"pytest", "py"},
    {"typing-extensions", "typing_extensions"},
    {"zope-interface", "zope"},
    {"requests", "urllib3"},
    {"tensorflow", "keras"},
    {"pywin32", "win32con"},
    {"pywin32", "pythoncom"},
    {"pywin32", "win32file"},
    {"mysql-connector-python", "mysql"},
    {"google-api-python-client", "googleapiclient"},
    {"elasticsearch-dsl", "elasticsearch_dsl"},
    {"djangorestframework", "rest_framework"},
    {"django-environ", "environ"},
    {"pyasn1-modules", "pyasn1_modules"},
    {"pycairo", "cairo"},
    {"umap-learn", "umap"},
    {"sentry-sdk", "sentry_sdk"},
    {"pyusb", "usb"},
    {"qdarkstyle", "qdarkstyle"},
    {"graphene-django", "graphene_django"},
    {"jinja2", "jinja2"},
};

/* Compares without regard to case, and with '-', '_' and '.' alike. */
static bool same_name(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        char x = a.p[i], y = b.p[i];
        x = strchr("-_.", x) ? '-' : (char)(x >= 'A' && x <= 'Z' ? x + 32 : x);
        y = strchr("-_.", y) ? '-' : (char)(y >= 'A' && y <= 'Z' ? y + 32 : y);
        if (x != y)
            return false;
    }
    return true;
}

/* "google-cloud-storage" has google, "python-foo" and "pyfoo" have foo, "foo-python" too; _foo is foo's in C. */
static bool is_same_but_for_ends(struct str name, struct str module)
{
    ptrdiff_t dash = str_index(name, '-');
    if (dash > 0 && same_name(str_head(name, (size_t)dash), module))
        return true;
    if (str_starts(name, STR("python-")) && same_name(str_skip(name, 7), module))
        return true;
    if (str_starts(name, STR("py")) && same_name(str_skip(name, 2), module))
        return true;
    return str_ends(name, STR("-python")) && same_name(str_head(name, name.len - 7), module);
}

bool depend_python_provides(struct str name, struct str module)
{
    if (str_starts(module, STR("_")) && same_name(name, str_skip(module, 1)))
        return true;
    if (same_name(name, module) || is_same_but_for_ends(name, module))
        return true;
    for (size_t i = 0; i < sizeof python_modules / sizeof *python_modules; i++) {
        if (module.len && module.p[0] == python_modules[i].module[0] &&
            str_eq(module, str_from(python_modules[i].module)) &&
            str_eq(name, str_from(python_modules[i].name)))
            return true;
    }
    return false;
}

bool depend_is_silent(struct str ecosystem, struct str name)
{
    static const char *const npm[] = {"tslib",     "core-js",    "regenerator-runtime",
                                      "react-dom", "typescript", "source-map-support",
                                      NULL};
    static const char *const npm_prefixes[] = {"@types/",  "@babel/", "babel-", "eslint",
                                               "@eslint/", "@swc/",   NULL};
    static const char *const pypi_prefixes[] = {"types-",     "pytest",    "flake8", "mypy",   "sphinx",
                                                "setuptools", "pip",       "wheel",  "tzdata", "importlib-",
                                                "typing-",    "backports", NULL};
    bool is_npm = str_eq(ecosystem, STR("npm")), is_pypi = str_eq(ecosystem, STR("pypi"));
    for (size_t i = 0; is_npm && npm[i]; i++) {
        if (str_eq(name, str_from(npm[i])))
            return true;
    }
    const char *const *prefixes = is_npm ? npm_prefixes : pypi_prefixes;
    for (size_t i = 0; (is_npm || is_pypi) && prefixes[i]; i++) {
        if (str_starts(name, str_from(prefixes[i])))
            return true;
    }
    return is_pypi && str_ends(name, STR("-stubs"));
}
