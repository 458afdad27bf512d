#[cfg(test)]
use crate::model::Model;
