mod deep;
use crate::model::Model;
