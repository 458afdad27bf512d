pub mod model;
#[cfg(test)]
mod helpers;
mod shared;
