int sum_and_tell(const int *values, int n, int least)
{
    int sum = 0, taken = 0;
    for (int i = 0; i < n; i++) {
        if (values[i] < least)
            continue;
        sum += values[i];
        taken++;
        fprintf(stderr, "took %d\n", values[i]);
    }
    if (taken == 0)
        return -1;
    printf("%d of %d\n", taken, n);
    return sum / taken;
}
