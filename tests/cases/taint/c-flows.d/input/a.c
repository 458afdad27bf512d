#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define SYSTEM system
#define COMMAND "ls "
#define GETENV getenv
static const int TRUE_CONST = 1;
static int five = 5;
static int returnsTrue() { return 1; }
static int returnsFalse() { return 0; }
typedef union { char *first; char *second; } both;
typedef struct { char *s; } holder;
static char *global_data;

void env_bad() {
    char *data;
    char buf[100] = COMMAND;
    data = buf;
    char *e = GETENV("ADD");
    if (e != NULL) strncat(data, e, 100 - strlen(data) - 1);
    SYSTEM(data); // BAD command-injection
}
void env_good() {
    char *data;
    char buf[100] = COMMAND;
    data = buf;
    strcat(data, "*.*");
    system(data);
}
void fgets_bad() {
    char data[100] = "";
    if (fgets(data, 100, stdin) != NULL) { size_t n = strlen(data); if (n > 0) data[n - 1] = '\0'; }
    printf(data); // BAD format-string
    printf("%s\n", data);
}
void fold_const() {
    char data[100] = "";
    if (TRUE_CONST) strcpy(data, "fixed"); else fgets(data, 100, stdin);
    printf(data);
}
void fold_five() {
    char data[100] = "";
    if (five == 5) fgets(data, 100, stdin);
    if (five != 5) printf("no"); else printf(data); // BAD format-string
}
void fold_call() {
    char data[100] = "";
    if (returnsTrue()) fgets(data, 100, stdin);
    if (returnsFalse()) printf(data);
    else printf("%s", data);
}
void fold_switch() {
    char data[100] = "";
    switch (6) { case 6: fgets(data, 100, stdin); break; default: printf("x"); break; }
    switch (8) { case 7: printf("%s", data); break; default: printf(data); break; } // BAD format-string
}
void while_once() {
    char data[100] = "";
    while (1) { fgets(data, 100, stdin); break; }
    while (1) { printf(data); break; } // BAD format-string
}
void goto_flow() {
    char data[100] = "";
    goto source;
source:
    fgets(data, 100, stdin);
    goto sink;
sink:
    printf(data); // BAD format-string
}
static void sink_fn(char *data) { system(data); } // BAD command-injection
static char *source_fn(char *data) { fgets(data, 100, stdin); return data; }
void calls_bad() {
    char buf[100] = "";
    char *data = buf;
    data = source_fn(data);
    sink_fn(data);
}
static void sink_good(char *data) { system(data); }
static char *source_good(char *data) { strcpy(data, "ls"); return data; }
void calls_good() {
    char buf[100] = "";
    char *data = source_good(buf);
    sink_good(data);
}
void pointer_to_pointer() {
    char *data;
    char **p1 = &data;
    char **p2 = &data;
    char buf[100] = "";
    data = buf;
    { char *data = *p1; fgets(data, 100, stdin); *p1 = data; }
    { char *data = *p2; printf(data); } // BAD format-string
}
void union_flow() {
    both u;
    char buf[100] = "";
    char *data = buf;
    fgets(data, 100, stdin);
    u.first = data;
    { char *data = u.second; printf(data); } // BAD format-string
}
static void take(holder h) { printf(h.s); } // BAD format-string
void struct_flow() {
    holder h;
    char buf[100] = "";
    fgets(buf, 100, stdin);
    h.s = buf;
    take(h);
}
static void use_global() { char *data = global_data; system(data); } // BAD command-injection
void global_flow() {
    char buf[100] = "";
    fgets(buf, 100, stdin);
    global_data = buf;
    use_global();
}
void fnptr() {
    char buf[100] = "";
    void (*f)(char *) = fnptr_sink;
    fgets(buf, 100, stdin);
}
void index_bad() {
    int data = -1;
    int buffer[10] = {0};
    char in[20] = "";
    if (fgets(in, 20, stdin) != NULL) data = atoi(in);
    if (data >= 0) buffer[data] = 1; // BAD array-index
    if (data >= 0 && data < 10) buffer[data] = 1;
    if (data < 10) buffer[data] = 1; // BAD array-underflow
}
void scan_index() {
    int data = -1;
    int buffer[10] = {0};
    fscanf(stdin, "%d", &data);
    if (data >= 0 && data < 10) printf("%d", buffer[data]);
    if (data >= 0) printf("%d", buffer[data]); // BAD array-index
}
void size_bad() {
    size_t data;
    char in[20] = "";
    fgets(in, 20, stdin);
    data = strtoul(in, NULL, 0);
    char *p = malloc(data); // BAD memory-size
    if (data < 100) p = malloc(data);
}
void copy_bad() {
    char dst[10];
    char *e = getenv("X");
    strcpy(dst, e); // BAD buffer-overflow
    strncpy(dst, e, sizeof(dst) - 1);
    snprintf(dst, sizeof(dst), "%s", e);
}
int main(int argc, char **argv) {
    system(argv[1]); // BAD command-injection
    fopen(argv[1], "r"); // BAD path-traversal
    return 0;
}
void overwritten() {
    char data[100] = "";
    fgets(data, 100, stdin);
    strcpy(data, "ls");
    system(data);
    memset(data, 0, 100);
    printf(data);
}
void exec_bad() {
    char data[100] = "";
    recv(3, data, 100, 0);
    execl("/bin/sh", "/bin/sh", "-c", data, NULL); // BAD command-injection
    FILE *p = popen(data, "r"); // BAD command-injection
}
#define RUN	system
void tab_in_define() {
    char data[100] = "";
    recv(3, data, 100, 0);
    RUN(data); // BAD command-injection
}
