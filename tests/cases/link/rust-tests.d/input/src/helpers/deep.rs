use crate::model::Model;
