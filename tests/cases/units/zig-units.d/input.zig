const std = @import("std");
const x = @import("a/b.zig").Y;
pub const S = struct {
    a: u32,
    pub fn f(self: S, b: u32) !u32 {
        if (b > 1 and a < 2 or c) return 1 else if (d) { return 2; } else { return 3; }
        for (xs) |i| { while (true) { break :blk; } }
        switch (b) { 1, 2 => f(), else => g() }
        const v = h() catch |e| return e;
        const w = a orelse 1;
        return try foo.bar(1).baz(2);
    }
};
const E = enum { a, b, fn n() void {} };
const U = union(enum) { a: u32 };
fn g(comptime T: type) type { return struct { x: T, fn q() void {} }; }
export fn ext() void {}
extern fn cc(x: u32) void;
test "name" { try g(); }
// c
