extern crate serde as s;
use std::io;
use std::collections::{self, HashMap, hash_map::{Entry, *}};
pub(crate) use crate::model::Thing as Other;
use super::super::up;
use {a::b, c};
use ::global::path::*;
mod plain;
pub mod public;
#[path = "elsewhere/file.rs"]
mod moved;
#[cfg(test)]
mod tests {
    use super::*;
}
