/* UNUSED static in comments, and "UNUSED in strings" stay. */
typedef unsigned int UNIT;
static UNIT size;
UNIT LIMIT = 3, *POINTER;
extern const UNIT TABLE[];
UNIT make(UNIT A, UNIT *B, const UNIT C)
{
    UNIT X = A * *B;
    A(X) ;
    call(A, *B, &X, (UNIT)C, sizeof(UNIT), -A, A ? *B : X);
    for (UNIT I = 0; I < X; I++)
        if (MASK & I) B[I] = VALUE(I) + I;
    do { X--; } while (X > LIMIT);
    switch (X) {
    case LOW: return HIGH;
    default: break;
    }
    return X;
}
