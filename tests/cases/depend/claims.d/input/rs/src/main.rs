use by_use::x;
fn main() { by_path::f(); real::g(); }
