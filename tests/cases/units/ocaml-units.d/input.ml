open Foo.Bar
module M = struct
  let f a b = if a && b || c then 1 else if d then 2 else 3
  let rec g ~x ?(y=1) () = match x with | 1 -> f 1 2 | _ when y -> g () | _ -> h ()
  and h () = for i = 1 to 2 do while true do () done done
  let v = 1
  let l = fun a -> a + 1
  let k = function | A -> 1 | B -> 2
end
module type S = sig val x : int end
type t = A | B of int
type r = { a : int }
class c x = object method m y = y val z = 1 end
let () = try List.map f xs with Not_found -> ()
let ( + ) a b = a
module F (X : S) = struct let q = X.x end
include Baz
exception E
external ext : int -> int = "ext"
(* c *)
