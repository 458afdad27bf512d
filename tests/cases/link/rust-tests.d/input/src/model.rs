use crate::shared::Pool;

#[cfg(test)]
mod tests {
    use crate::helpers::sample;
}
