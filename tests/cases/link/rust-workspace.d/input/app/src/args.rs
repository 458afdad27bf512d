use crate::output::Writer;

pub enum Shape { Round }
use Shape::*;

#[cfg(test)]
mod tests {
    use super::*;
    use super::super::output;
}
