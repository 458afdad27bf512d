#include <stdio.h>
#include <string.h>
int f(void)
{
    int *p = 0;
    return *p;
}
int main(int argc, char **argv)
{
    char b[4];
    strcpy(b, argv[1]);
    return f();
}
