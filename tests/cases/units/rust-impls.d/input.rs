pub mod shapes {
    pub struct Circle<T> { radius: T, name: String }
    pub struct Unit;
    struct Tuple(i32, i32);
    pub enum Kind { Round, Square { side: u8 } }

    pub trait Area {
        fn area(&self) -> f64;
        fn twice(&self) -> f64 { 2.0 * self.area() }
    }

    impl<T: Clone> Area for Circle<T> where T: Into<f64> {
        fn area(&self) -> f64 {
            let square = |x: f64| x * x;
            if let Some(r) = self.get() && r > 0.0 {
                return square(r);
            } else if r == 1.0 {
            }
            'outer: loop {
                while true {
                    for i in 0..3 { if i == 2 || i == 1 { break 'outer; } }
                }
            }
            match self.kind {
                Kind::Round | Kind::Flat => 1.0,
                Kind::Square { side } if side > 2 => 2.0,
                _ => 0.0,
            }
        }
    }
}

mod declared;

impl shapes::Unit {
    pub const fn new() -> Self { Self }
}

async fn main() -> Result<(), Error> {
    let Some(x) = y else { return Ok(()) };
    run(|a| if a { 1 } else { 2 })?;
    Ok(())
}
