def f(a, b)
  if (a ? b : 1)                # 1 + 1
    a += 1
  elsif (b ? a : 1)             # 1 + 1
    a += 1
  end
  a += 1 while (b ? a : 0)      # 1 + 1
  b += 1 if a.any? { |x| x ? 1 : 0 } # 1 + 2
  (a ? 1 : 0) ? 1 : 2           # 1 + 1
end
# 11
