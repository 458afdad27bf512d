"""install_requires = ["none"]"""
from setuptools import setup

# install_requires=["comment"]
version = "1.0"
setup(
    name="shop",
    install_requires=[
        "Requests>=2.0,<3",  # comment
        'flask==2.0.1; python_version >= "3.8"',
        f"computed=={version}",
        "joined" "again",
        "added" + version,
        "last[extra]~=1.4",
    ],
    extras_require={"dev": ["black"], 'docs': ("sphinx==5.0", )},
    tests_require=read("tests.txt"),
    setup_requires="wheel",
)
