defmodule A.B do
  use X
  import Y, only: [a: 1]
  alias Z.W
  alias Z.{P, Q}
  require R
  @doc "x"
  def f(a, b \\ 2) when a > 1 and b < 2 do
    if a > 1 && b, do: 1, else: 2
    case a do
      1 -> f(1)
      _ -> g()
    end
    cond do
      a -> 1
      true -> 2
    end
    for x <- xs, y <- ys, do: x
    fn q -> q + 1 end
    Enum.map(xs, &f/1)
    a |> Foo.bar(1)
    with {:ok, a} <- b do
      a
    else
      _ -> 1
    end
    try do
      x
    rescue
      e -> 1
    end
  end
  defp g, do: 1
  def h(), do: 1
  defmacro m(x) do
    x
  end
  defstruct [:a]
end
defprotocol P do
  def k(x)
end
defimpl P, for: Integer do
  def k(x), do: x
end
# c
