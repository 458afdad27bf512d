# How each sum comes about by the rules of the paper stands behind the function.
def p1(a):
    for x in a:
        if x:
            return 1
        elif x > 1:
            continue
        else:
            break
    else:
        return 2
# 1 + 2 + 1 + 1 + 1 for the else of the loop = 6
def p2(a): return 1 if a else 2  # 1
def p3(a):
    try:
        pass
    except A:
        if a: pass
    except B:
        pass
    else:
        pass
    finally:
        pass
# 1 + 2 + 1 + 1
def p4(a): return [x for x in a if x and a]  # 1 (and)
def p5(a):
    def inner():
        if a:
            pass
    return inner
# inner is a unit of its own: 1
def p6(a):
    while a and not (b or c):
        with d:
            if e: pass
# 1 + 2 + 2 = 5
def p7(n): return n * p7(n - 1) if n > 1 else 1  # 1 + 1
def p8(a): f(lambda x: x if x else 1)  # 2
def p9(a):
    match a:
        case 1: pass
        case _ if a: pass
# 1
class K:
    def p10(self, a):
        if a or b or c and d: return self.p10(a)
# 1 + 2 + 1
