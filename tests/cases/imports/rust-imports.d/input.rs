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
#[allow(unused)]
#[cfg(all(unix, test))]
use std::fs;
#[cfg(any(test, feature = "x"))]
use std::env;
#[cfg(all(any(unix, test, windows), feature = "x"))]
use std::net;
#[cfg(not(test))]
mod real;
#[cfg(test)]
mod helpers;
mod plain_again;
