/* No word here names a sink: an index has no name. */
int table[10];

int look_up(int fd)
{
    int at;
    read(fd, &at, sizeof at);
    return table[at]; // BAD array-index array-underflow
}

int look_up_safely(int fd)
{
    int at;
    read(fd, &at, sizeof at);
    return at >= 0 && at < 10 ? table[at] : 0;
}
