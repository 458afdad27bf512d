use super::Writer;
