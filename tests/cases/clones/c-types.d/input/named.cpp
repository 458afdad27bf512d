int mean_above(const int *list, int len, int limit)
{
    int total = 0, count = 0;
    for (int k = 0; k < len; k++) {
        if (list[k] < limit)
            continue;
        total += list[k];
        count++;
    }
    if (count == 0)
        return -1;
    printf("%d from %d\n", count, len);
    return total / count;
}
