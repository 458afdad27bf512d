mod args;
mod output;
#[path = "odd/place.rs"]
mod placed;
mod missing;

use args::Args;
use core_lib::{text::{self, Line}, Error};
use serde::Serialize;
use std::{fs, io::Read};
