class Shop(ConanFile):
    requires = "zlib/1.2.13", "fmt/[>=9]"
    tool_requires = ["cmake/3.25.0@user/stable"]

    def requirements(self):
        self.requires("boost/1.81.0", headers=True)
        self.requires("computed/" + self.version)
        self.test_requires(f"gtest/{v}")
