local x = require("a.b")
local y = require 'c.d'
function f(a, b, ...) if a and b or c then return 1 elseif d then else end end
local function g() for i=1,2 do while x do break end end repeat until x for k,v in pairs(t) do end goto l end
function M.h() end
function M:i() end
M.j = function(a) end
local t = { k = function() end, ["z"] = 1 }
local q = function() end
a.b:c(1) d{1} e"s"
::l::
-- c
