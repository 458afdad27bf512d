mod json;
pub use self::json::Json;
use super::args::Args;
