#define FAR 1
