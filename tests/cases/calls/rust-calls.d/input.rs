impl S {
    fn f(&self) {
        self.g(1);
        Self::new();
        a::b::c(2);
        x.parse::<i32>().unwrap();
        println!("{}", hidden());
        std::vec![1];
        (self.callback)(3);
        Vec::<u8>::with_capacity(4);
    }
}
