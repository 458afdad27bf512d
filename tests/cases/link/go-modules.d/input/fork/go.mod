module example.com/fork
