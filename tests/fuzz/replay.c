/*
 * replay: the main of a fuzz target when it is not libFuzzer's. Feeds it each file that is named, and each file in a
 * folder that is named, in order of name. Says how many there were; a crash is the failure.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Seeds are small; one of more than 16 MiB was put there by mistake. */
static const long seed_limit_bytes = 16L << 20;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static unsigned replayed;

static void die(const char *path)
{
    fprintf(stderr, "replay: %s: %s\n", path, strerror(errno));
    exit(2);
}

/* The copy has exactly the size of the input, so that a sanitizer sees a read past its end. */
static void replay_file(const char *path, long len_bytes)
{
    FILE *file = fopen(path, "rb");
    if (!file || len_bytes > seed_limit_bytes)
        die(path);
    uint8_t *data = malloc(len_bytes ? (size_t)len_bytes : 1);
    if (!data || fread(data, 1, (size_t)len_bytes, file) != (size_t)len_bytes)
        die(path);
    fclose(file);
    LLVMFuzzerTestOneInput(data, (size_t)len_bytes);
    free(data);
    replayed++;
}

static int is_seed(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void replay(const char *path)
{
    struct stat st;
    if (stat(path, &st) < 0)
        die(path);
    if (!S_ISDIR(st.st_mode)) {
        replay_file(path, st.st_size);
        return;
    }
    struct dirent **entries;
    int count = scandir(path, &entries, is_seed, alphasort);
    if (count < 0)
        die(path);
    for (int i = 0; i < count; i++) {
        char inner[4096];
        if (snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name) >= (int)sizeof inner)
            die(path);
        replay(inner);
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    printf("%u inputs\n", replayed);
    return 0;
}
