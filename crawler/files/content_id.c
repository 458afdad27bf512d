#include "crawler/files/content_id.h"

/* st_mode as git keeps it: of the permissions only whether the owner may execute. */
static uint32_t git_mode(uint32_t mode)
{
    if (S_ISLNK(mode))
        return S_IFLNK;
    return S_IFREG | (mode & S_IXUSR ? 0755 : 0644);
}

static bool same_time(uint32_t s, uint32_t ns, int64_t t_ns)
{
    return s == (uint32_t)(t_ns / 1000000000) && ns == (uint32_t)(t_ns % 1000000000);
}

bool content_id_is_fresh(const struct index_entry *entry, const struct walk_stat *stat, int64_t index_mtime_ns)
{
    const struct index_stat *known = &entry->stat;
    if (entry->flags & (INDEX_INTENT_TO_ADD | INDEX_UNMERGED))
        return false;
    if (stat->len_bytes == 0 ||
        stat->mtime_ns >= index_mtime_ns) /* git marks what it cannot trust with length 0 */
        return false;
    return same_time(known->mtime_s, known->mtime_ns, stat->mtime_ns) &&
           same_time(known->ctime_s, known->ctime_ns, stat->ctime_ns) &&
           known->len_bytes == (uint32_t)stat->len_bytes && known->ino == (uint32_t)stat->ino &&
           known->uid == stat->uid && known->gid == stat->gid && known->mode == git_mode(stat->mode);
}
