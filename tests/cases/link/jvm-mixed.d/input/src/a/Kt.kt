package a

import b.Tool

class Kt : Base() { fun f() = Tool.run() }
