/* Makes the headers beside it C. */
int main(void)
{
    return 0;
}
