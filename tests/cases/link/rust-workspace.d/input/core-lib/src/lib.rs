pub mod text;
pub struct Error;
