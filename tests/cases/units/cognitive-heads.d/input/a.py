def f(a, b):
    if (b if a else not b):          # 1 + 1
        a += 1
    elif (b if a else 1):            # 1 + 1
        a += 1
    while (a if b else 0):           # 1 + 1
        a = 1 if b else 2            # 2
    if any(map(lambda x: 1 if x else 0, a)): # 1 + 2
        b += 1
    return 1 if (1 if a else 0) else 2 # 1 + 1
# 13
