/* Copyright of somebody, with a licence that is long
 * and the same in every file, and therefore
 * no clone at all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <unistd.h>

int sum_of(const int *values, int n, int least)
{
    int sum = 0, taken = 0;
    for (int i = 0; i < n; i++) {
        if (values[i] < least)
            continue;
        sum += values[i];
        taken++;
    }
    if (taken == 0)
        return -1;
    printf("%d of %d\n", taken, n);
    return sum / taken;
}
